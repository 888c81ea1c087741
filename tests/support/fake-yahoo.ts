import { type Bar, type BarTable, barAt } from '#base';
import type { CorporateAction } from '#data';
import { answering, json } from './scripted-answers.ts';
import type { Answer } from './scripted-server.ts';

const MINUTE_S = 60;
const DAY_S = 86_400;
const DAY_MS = DAY_S * 1000;

/** A symbol at Yahoo: what was really traded, which it never shows as it was. */
export interface Listing {
  /** Zone and hours of its exchange, minutes after local midnight. */
  readonly zone: string;
  readonly openMinute: number;
  readonly closeMinute: number;
  /** By trading day at 00:00Z. */
  readonly daily: BarTable;
  /** By their start. */
  readonly intraday?: Readonly<Record<string, BarTable>>;
  readonly actions: readonly CorporateAction[];
  readonly meta?: Readonly<Record<string, unknown>>;
}

/** Days that Yahoo gives of rows, and most days in one answer. */
const MEMORY: Readonly<Record<string, readonly [days: number, atOnce: number]>> = {
  '1m': [30, 8],
  '5m': [60, 60],
  '15m': [60, 60],
  '30m': [60, 60],
  '1h': [730, 730],
  '1d': [36_525, 36_525],
};

/**
 * A server that speaks as Yahoo's chart API does: prices divided by all later splits and rounded to
 * single precision, volumes multiplied by them, sessions stamped at their open.
 *
 * @param now - its clock, UTC epoch ms; without one it forgets nothing and knows no newest trade
 */
export function fakeYahoo(listings: Readonly<Record<string, Listing>>, now?: () => number): Answer {
  return (request, response) => {
    const asked = /^\/v8\/finance\/chart\/([^/?]+)\?/.exec(request.target);
    if (asked === null) return answering(404, 'Not here')(request, response);
    const symbol = decodeURIComponent(asked[1]);
    const { searchParams } = request.url;
    const from = Number(searchParams.get('period1'));
    const to = Number(searchParams.get('period2'));
    const interval = searchParams.get('interval') ?? '';
    const refuse = (status: number, code: string, description: string) =>
      json({ chart: { result: null, error: { code, description } } }, status)(request, response);
    if (!Object.hasOwn(listings, symbol)) {
      return refuse(404, 'Not Found', 'No data found, symbol may be delisted');
    }
    if (!(from < to)) {
      return refuse(400, 'Bad Request', 'Invalid input - start date cannot be after end date.');
    }
    const memory = MEMORY[interval];
    if (memory === undefined) {
      return refuse(
        422,
        'Unprocessable Entity',
        `Invalid input - interval=${interval} is not supported.`,
      );
    }
    const [days, atOnce] = memory;
    const tooLong = `${interval} data not available for startTime=${from} and endTime=${to}.`;
    if (to - from > atOnce * DAY_S) {
      const why = `Only ${atOnce} days worth of ${interval} granularity data are allowed to be fetched per request.`;
      return refuse(422, 'Unprocessable Entity', `${tooLong} ${why}`);
    }
    if (now !== undefined && from < now() / 1000 - days * DAY_S) {
      const why = `The requested range must be within the last ${days} days.`;
      return refuse(422, 'Unprocessable Entity', `${tooLong} ${why}`);
    }
    const result = resultOf(symbol, listings[symbol], { interval, from, to, now: now?.() ?? null });
    if (result === null) {
      return refuse(
        400,
        'Bad Request',
        `Data doesn't exist for startDate = ${from}, endDate = ${to}`,
      );
    }
    return json({ chart: { result: [result], error: null } })(request, response);
  };
}

interface Asked {
  readonly interval: string;
  readonly from: number;
  readonly to: number;
  readonly now: number | null;
}

function resultOf(symbol: string, listing: Listing, asked: Asked): object | null {
  const { interval, from, to, now } = asked;
  const table = interval === '1d' ? listing.daily : listing.intraday?.[interval];
  const stampOf = (bar: Bar) =>
    interval === '1d' ? openOf(listing, bar.time) : Math.round(bar.time / 1000);
  const rows = Array.from({ length: table?.time.length ?? 0 }, (_, row) =>
    barAt(table as BarTable, row),
  )
    .map((bar) => ({ bar, stamp: stampOf(bar) }))
    .filter(({ stamp }) => stamp >= from && stamp < to)
    .filter(({ stamp }) => now === null || stamp * 1000 <= now);
  if (rows.length === 0) return null;
  const dayOf = (bar: Bar) => Math.floor(bar.time / DAY_MS) * DAY_MS;
  const prices = (name: 'open' | 'high' | 'low' | 'close') =>
    rows.map(({ bar }) => Math.fround(bar[name] / laterRatio(listing, dayOf(bar))));
  const days = [...new Set(rows.map(({ bar }) => dayOf(bar)))];
  const events = eventsOf(listing, from, to);
  return {
    meta: {
      currency: 'USD',
      symbol,
      exchangeName: 'NMS',
      instrumentType: 'EQUITY',
      exchangeTimezoneName: listing.zone,
      gmtoffset: offsetOf(listing.zone, rows[0].stamp * 1000) / 1000,
      priceHint: 2,
      dataGranularity: interval,
      range: '',
      ...(now === null ? {} : timesOf(listing, now)),
      ...(interval === '1d' ? {} : { tradingPeriods: days.map((day) => [periodOf(listing, day)]) }),
      ...listing.meta,
    },
    timestamp: rows.map(({ stamp }) => stamp),
    ...(Object.keys(events).length === 0 ? {} : { events }),
    indicators: {
      quote: [
        {
          open: prices('open'),
          high: prices('high'),
          low: prices('low'),
          close: prices('close'),
          volume: rows.map(({ bar }) => Math.round(bar.volume * laterRatio(listing, dayOf(bar)))),
        },
      ],
      ...(interval === '1d'
        ? { adjclose: [{ adjclose: prices('close').map((p) => p * 0.9) }] }
        : {}),
    },
  };
}

/** Dividing by one split after the other, the newest last. */
function laterRatio({ actions }: Listing, day: number): number {
  let ratio = 1;
  for (const { kind, time, value } of actions) if (kind === 'split' && time > day) ratio *= value;
  return ratio;
}

function eventsOf(listing: Listing, from: number, to: number): object {
  const dividends: Record<string, object> = {};
  const splits: Record<string, object> = {};
  for (const { kind, time, value } of listing.actions) {
    const date = openOf(listing, time);
    if (date < from || date >= to) continue;
    if (kind === 'dividend') {
      const amount = Math.round((value / laterRatio(listing, time)) * 1e6) / 1e6;
      dividends[date] = { amount, date };
    } else {
      const [numerator, denominator] = value >= 1 ? [value, 1] : [1, Math.round(1 / value)];
      splits[date] = { date, numerator, denominator, splitRatio: `${numerator}:${denominator}` };
    }
  }
  return {
    ...(Object.keys(dividends).length === 0 ? {} : { dividends }),
    ...(Object.keys(splits).length === 0 ? {} : { splits }),
  };
}

function timesOf(listing: Listing, now: number): object {
  const day = Math.floor((now + offsetOf(listing.zone, now)) / DAY_MS) * DAY_MS;
  const regular = periodOf(listing, day);
  return {
    regularMarketTime: Math.min(Math.floor(now / 1000), regular.end + 1),
    currentTradingPeriod: { pre: regular, regular, post: regular },
  };
}

function periodOf(listing: Listing, day: number): { start: number; end: number } {
  const minutes = listing.closeMinute - listing.openMinute;
  const start = openOf(listing, day);
  return { start, end: start + minutes * MINUTE_S };
}

/** Unix seconds at which a trading day's session begins. */
function openOf({ zone, openMinute }: Listing, day: number): number {
  const wall = day + openMinute * MINUTE_S * 1000;
  const near = wall - offsetOf(zone, wall);
  return (wall - offsetOf(zone, near)) / 1000;
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();

/** Wall clock minus UTC, ms. */
function offsetOf(zone: string, time: number): number {
  const seconds = Math.floor(time / 1000) * 1000;
  const format =
    FORMATS.get(zone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  FORMATS.set(zone, format);
  return Date.parse(`${format.format(seconds).replace(' ', 'T')}Z`) - seconds;
}
