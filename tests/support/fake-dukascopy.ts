import type { ServerResponse } from 'node:http';
import type { Bar } from '#base';
import type { Answer } from './scripted-server.ts';
import { syntheticBar } from './synthetic-bar.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
const UNIT_MS: Readonly<Record<string, number>> = { minute: MINUTE_MS, hour: 60 * MINUTE_MS };

/** Price steps of EUR/USD. */
const STEP = 1e-5;

const newYork = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/New_York',
  hourCycle: 'h23',
  weekday: 'short',
  hour: 'numeric',
});

/** What Dukascopy has of EUR/USD. */
export interface FakeQuotes {
  readonly begins: number;
  /** Start of the last minute that it knows of: later candles are not there, that one's is under way. */
  readonly newest: number;
  /** No quotes in here. */
  readonly silence?: readonly [from: number, until: number];
}

/** Whether currencies are quoted: from Sunday 17:00 in New York to Friday 17:00. */
export function isQuotedWeek(time: number): boolean {
  const parts = newYork.formatToParts(time);
  const day = parts.find(({ type }) => type === 'weekday')?.value;
  const hour = Number(parts.find(({ type }) => type === 'hour')?.value);
  if (day === 'Sat') return false;
  if (day === 'Sun') return hour >= 17;
  return !(day === 'Fri' && hour >= 17);
}

/** A candle of one side, prices in whole steps of 0.00001. */
export function quotedCandle(time: number, unitMs: number, side: 'BID' | 'ASK'): Bar {
  const { open, high, low, close, volume } = syntheticBar(time, unitMs, 1100);
  const spread = side === 'BID' ? 0 : 1;
  const steps = (price: number, wide: number) => Math.round(price * 100) + spread * wide;
  return {
    time,
    // Quotes widen at their ends, each otherwise.
    open: steps(open, 9),
    close: steps(close, 13),
    high: steps(high, 21),
    low: steps(low, 9),
    volume: Math.round(volume * 100) / 100,
  };
}

/**
 * Dukascopy's candles as JSON: a path for a period that is over, `?from=` for one under way, 400 for
 * the path of one that is not over.
 */
export function fakeDukascopy(quotes: FakeQuotes): Answer {
  return ({ url }, response) => {
    const match =
      /^\/v1\/candles\/(minute|hour)\/EUR-USD\/(BID|ASK)(?:\/(\d+)\/(\d+)(?:\/(\d+))?)?$/.exec(
        url.pathname,
      );
    if (match === null) return send(response, 404, { message: 'Not Found' });
    const [, unit, side, year, month, day] = match;
    if (year === undefined) {
      const from = Number(url.searchParams.get('from'));
      return send(response, 200, encoded(quotes, { unit, side, from, until: quotes.newest + 1 }));
    }
    if ((day === undefined) !== (unit === 'hour')) return send(response, 400, { message: 'Bad' });
    const from = Date.UTC(Number(year), Number(month) - 1, Number(day ?? 1));
    const until = unit === 'hour' ? Date.UTC(Number(year), Number(month)) : from + DAY_MS;
    if (until > quotes.newest) return send(response, 400, { message: 'Not completed' });
    return send(response, 200, encoded(quotes, { unit, side, from, until }));
  };
}

interface Asked {
  readonly unit: string;
  readonly side: string;
  readonly from: number;
  readonly until: number;
}

function encoded(quotes: FakeQuotes, { unit, side, from, until }: Asked): object {
  const shift = UNIT_MS[unit];
  const candles: Bar[] = [];
  const [silentFrom, silentUntil] = quotes.silence ?? [0, 0];
  for (let time = from; time < until && time <= quotes.newest; time += shift) {
    const isSilent = time >= silentFrom && time < silentUntil;
    if (time >= quotes.begins && !isSilent && isQuotedWeek(time)) {
      candles.push(quotedCandle(time, shift, side as 'BID' | 'ASK'));
    }
  }
  return candleFile(candles, from, shift);
}

/** Candles, their prices in steps, as Dukascopy writes them. */
export function candleFile(candles: readonly Bar[], timestamp: number, shift: number): object {
  const first = candles.at(0);
  const steps = (column: 'open' | 'high' | 'low' | 'close') =>
    candles.map((bar, row) => bar[column] - (candles[row - 1] ?? bar)[column]);
  const price = (units: number | undefined) =>
    units === undefined ? null : Number((units * STEP).toFixed(5));
  return {
    timestamp,
    multiplier: STEP,
    ...{ open: price(first?.open), high: price(first?.high) },
    ...{ low: price(first?.low), close: price(first?.close) },
    shift,
    times: candles.map(({ time }, row) => (time - (candles[row - 1]?.time ?? timestamp)) / shift),
    ...{ opens: steps('open'), highs: steps('high'), lows: steps('low'), closes: steps('close') },
    volumes: candles.map(({ volume }) => volume),
  };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
