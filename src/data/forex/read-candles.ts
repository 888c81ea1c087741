import { type Bar, type Net, QuantError } from '#base';
import { decodeCandles } from './decode-candles.ts';
import type { CandleUnit, DukascopyLibrary, InstrumentId } from './dukascopy.ts';

const DAY_MS = 86_400_000;

type QuoteSide = 'bid' | 'ask';

/** The candles of one file's period, [from, until): a UTC day of minutes or a UTC month of hours. */
export interface Period {
  readonly from: number;
  readonly until: number;
}

/** The candles of both sides in a period, ascending, flat ones of volume 0 where nobody quoted. */
export interface QuotedPeriod {
  readonly bid: readonly Bar[];
  readonly ask: readonly Bar[];
  /** Whether the period is over at the source, so that nothing comes after these. */
  readonly isWhole: boolean;
}

/** Where candles are read from. */
export interface CandleSource {
  readonly library: DukascopyLibrary;
  readonly net: Net;
  readonly baseUrl: string;
  readonly now: number;
}

/** The periods that together hold [from, until). */
export function periodsOf(unit: CandleUnit, from: number, until: number): Period[] {
  const periods: Period[] = [];
  for (let start = periodStart(unit, from); start < until; ) {
    const date = new Date(start);
    const next =
      unit === 'minute' ? start + DAY_MS : Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
    periods.push({ from: start, until: next });
    start = next;
  }
  return periods;
}

function periodStart(unit: CandleUnit, time: number): number {
  if (unit === 'minute') return Math.floor(time / DAY_MS) * DAY_MS;
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
}

/** @throws data/bad-answer, data/not-allowed and what the network throws */
export async function readPeriod(
  source: CandleSource,
  instrument: InstrumentId,
  unit: CandleUnit,
  period: Period,
): Promise<QuotedPeriod> {
  const bid = await readSide(source, { instrument, unit, side: 'bid' }, period);
  const ask = await readSide(source, { instrument, unit, side: 'ask' }, period);
  return { bid: bid.candles, ask: ask.candles, isWhole: bid.isWhole && ask.isWhole };
}

interface SideOfInstrument {
  readonly instrument: InstrumentId;
  readonly unit: CandleUnit;
  readonly side: QuoteSide;
}

/** Just after a period's end its file may not be there yet; then its candles are where they were before. */
async function readSide(
  source: CandleSource,
  asked: SideOfInstrument,
  period: Period,
): Promise<{ readonly candles: readonly Bar[]; readonly isWhole: boolean }> {
  const isOver = period.until <= source.now;
  const mayBeMissing = isOver && source.now - period.until < DAY_MS;
  const url = urlOf(source, asked, period, source.now);
  let { status, text } = await fetchText(source, url);
  let isWhole = isOver;
  if (mayBeMissing && (status === 400 || status === 404)) {
    isWhole = false;
    ({ status, text } = await fetchText(source, urlOf(source, asked, period, period.from)));
  }
  if (status !== 200) throw refused(url, status, text);
  // What is under way is asked for from a time on and goes on after the period.
  const until = isWhole ? period.until : Number.POSITIVE_INFINITY;
  const file = {
    url,
    instrument: asked.instrument,
    unit: asked.unit,
    from: period.from,
    until,
    text,
  };
  const candles = decodeCandles(source.library, file);
  return { candles: candles.filter(({ time }) => time < period.until), isWhole };
}

/** @param now - when the library takes it to be: within the period, it writes the address of what is under way */
function urlOf(
  { library }: CandleSource,
  { instrument, unit, side }: SideOfInstrument,
  { from, until }: Period,
  now: number,
): string {
  const [url] = library.generateUrls({
    instrument,
    timeframe: unit === 'hour' ? 'h1' : 'm1',
    priceType: side,
    startDate: new Date(from),
    endDate: new Date(until),
    nowDate: new Date(Math.max(now, from + 1)),
  });
  return url;
}

async function fetchText(
  { net, baseUrl, library }: CandleSource,
  url: string,
): Promise<{ status: number; text: string }> {
  const { origin } = new URL(library.URL_ROOT);
  const response = await net(url.replace(origin, baseUrl.replace(/\/+$/, '')), {
    headers: { accept: 'application/json' },
  });
  return { status: response.status, text: await response.text() };
}

function refused(url: string, status: number, text: string): QuantError {
  const { pathname } = new URL(url);
  const said = JSON.stringify(text.replace(/\s+/g, ' ').slice(0, 100));
  const context = { url, status };
  if (status === 401 || status === 403) {
    return new QuantError(
      'data/not-allowed',
      `Dukascopy refuses to serve this machine (status ${status}, ${said}): wait, or use another provider with --provider.`,
      { context },
    );
  }
  return new QuantError(
    'data/bad-answer',
    `Dukascopy answered ${pathname} with status ${status}, ${said}: try again later.`,
    { context },
  );
}
