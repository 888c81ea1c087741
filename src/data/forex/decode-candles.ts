import { z } from 'zod';
import { type Bar, messageOf, QuantError } from '#base';
import { dateText } from '../date-text.ts';
import { type CandleUnit, type DukascopyLibrary, type InstrumentId, UNIT_MS } from './dukascopy.ts';

/** More than the candles of any period: what says that it has more would fill the memory. */
const CANDLES_MAX = 50_000;

const column = z.array(z.number());
const price = z.number().nullable();

/** Candles as differences to the one before, prices in units of `multiplier`, times in units of `shift`. */
const candleFile = z.object({
  timestamp: z.number().int(),
  multiplier: z.number().positive(),
  shift: z.number().int(),
  ...{ open: price, high: price, low: price, close: price },
  times: z.array(z.number().int().nonnegative()),
  ...{ opens: column, highs: column, lows: column, closes: column },
  volumes: z.array(z.number().nonnegative()),
});

/** One file of candles: what was asked, and what came. */
export interface CandleFile {
  /** As dukascopy-node writes it, whose decoder reads the length of candles there. */
  readonly url: string;
  readonly instrument: InstrumentId;
  readonly unit: CandleUnit;
  /** Candles start in [from, until). */
  readonly from: number;
  readonly until: number;
  readonly text: string;
}

/**
 * The candles of a file, ascending; between two of them the decoder puts flat ones of volume 0 for
 * the time without quotes.
 *
 * @throws data/bad-answer
 */
export function decodeCandles(library: DukascopyLibrary, file: CandleFile): Bar[] {
  const count = checkFile(file);
  if (count === 0) return [];
  const rows = decoded(library, file);
  return rows.map(([time, open, high, low, close, volume]) => ({
    ...{ time, open, high, low, close, volume },
  }));
}

/** What the decoder does not ask before it fills the time between candles; the number of candles. */
function checkFile({ url, unit, from, until, text }: CandleFile): number {
  const parsed = candleFile.safeParse(parsedJson(text));
  if (!parsed.success) throw badAnswer(url, z.prettifyError(parsed.error));
  const { timestamp, shift, times } = parsed.data;
  if (times.length === 0) return 0;
  if (shift !== UNIT_MS[unit]) throw badAnswer(url, `its candles are ${shift} ms long`);
  const steps = times.reduce((sum, step) => sum + step, 0);
  const last = timestamp + steps * shift;
  const first = timestamp + times[0] * shift;
  if (!(timestamp >= from && last < until && steps <= CANDLES_MAX)) {
    throw badAnswer(url, `its candles lie from ${dateText(first)} to ${dateText(last)}`);
  }
  if (times.indexOf(0, 1) !== -1) throw badAnswer(url, 'a candle stands in it twice');
  return times.length;
}

function decoded(
  library: DukascopyLibrary,
  { url, instrument, unit, text }: CandleFile,
): number[][] {
  try {
    return library.processData({
      instrument,
      requestedTimeframe: unit === 'hour' ? 'h1' : 'm1',
      bufferObjects: [{ url, buffer: Buffer.from(text) }],
      priceType: 'bid',
      volumes: true,
      volumeUnits: 'millions',
      ignoreFlats: false,
    });
  } catch (thrown) {
    throw badAnswer(url, messageOf(thrown), thrown);
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function badAnswer(url: string, reason: string, cause?: unknown): QuantError {
  const said = reason.replace(/\s+/g, ' ').slice(0, 200);
  return new QuantError(
    'data/bad-answer',
    `Dukascopy answered ${new URL(url).pathname} with what are no candles of that time: ${said}; try again later.`,
    { cause, context: { url } },
  );
}
