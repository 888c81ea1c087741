import type { Interval } from '#base';
import { QuantError } from '#base';
import { z } from 'zod';
import type { AlpacaApi } from './alpaca-api.ts';
import { allPages, readAnswer } from './answer-pages.ts';

const price = z.number().nullish();

// Transforms would make this eight times as slow, and a year of minutes has a quarter of a million rows.
const rowsShape = z
  .array(z.object({ t: z.string(), o: price, h: price, l: price, c: price, v: price }))
  .nullish();

const pageShape = z.object({
  // Names in an answer are its maker's, and complaints name places: no complaint may lie beneath them.
  bars: z.record(z.string(), z.unknown()).nullable(),
  next_page_token: z.string().nullish(),
});

/** A bar as Alpaca has it: `t` is its start, UTC epoch ms; a number that is absent is NaN. */
export interface BarRow {
  readonly t: number;
  readonly o: number;
  readonly h: number;
  readonly l: number;
  readonly c: number;
  readonly v: number;
}

/** Most rows that Alpaca puts on a page. */
const PAGE_ROWS = 10_000;

/** Which of Alpaca's bars are wanted. */
export interface RowRequest {
  readonly symbol: string;
  readonly timeframe: string;
  readonly start: number;
  /** Inclusive, as Alpaca takes it. */
  readonly end: number;
  /** Ignored for coins. */
  readonly feed: 'iex' | 'sip';
  /** By the names of which day the symbol is meant, `2024-01-31`. */
  readonly asof: string;
  /** Rows after which the reader has enough. */
  readonly limit?: number;
}

/** Whether Alpaca keeps a symbol among the coins. */
export function isCoin(symbol: string): boolean {
  return symbol.includes('/');
}

/**
 * Bars as Alpaca has them, in its own order.
 *
 * @throws data/bad-answer, data/not-allowed, data/unknown-symbol and what the network throws
 */
export function fetchRows(api: AlpacaApi, request: RowRequest): Promise<BarRow[]> {
  const { symbol, timeframe, limit = PAGE_ROWS } = request;
  const query = {
    timeframe,
    start: new Date(request.start),
    end: new Date(request.end),
    limit: Math.min(limit, PAGE_ROWS),
    sort: 'asc',
  } as const;
  let newest = Number.NEGATIVE_INFINITY;
  return allPages(symbol, async (pageToken) => {
    const page = pageToken === undefined ? query : { ...query, pageToken };
    const answer = isCoin(symbol)
      ? await api.coinBars(symbol, page)
      : await api.stockBars(symbol, {
          ...page,
          adjustment: 'raw',
          feed: request.feed,
          asof: request.asof,
        });
    const { bars, next_page_token: nextToken = null } = readAnswer(pageShape, answer, symbol);
    const rows = readRows(bars?.[symbol], symbol);
    const last = rows.at(-1)?.t ?? newest;
    if (rows.length > 0 && nextToken !== null && !(last > newest)) throw noProgress(symbol, last);
    newest = last;
    return { rows, nextToken: limit < PAGE_ROWS ? null : nextToken };
  });
}

/** Whether a bar counts in which a number is absent is the quarantine's to say. @throws data/bad-answer */
function readRows(answer: unknown, symbol: string): BarRow[] {
  const rows = readAnswer(rowsShape, answer, symbol) ?? [];
  return rows.map(({ t, o, h, l, c, v }, row) => {
    const time = Date.parse(t);
    if (Number.isNaN(time)) throw noTime(symbol, row);
    const none = Number.NaN;
    return { t: time, o: o ?? none, h: h ?? none, l: l ?? none, c: c ?? none, v: v ?? none };
  });
}

function noTime(symbol: string, row: number): QuantError {
  return new QuantError(
    'data/bad-answer',
    `Alpaca's answer for ${symbol} has no time in row ${row + 1} that is one: try again later.`,
    { context: { symbol, row } },
  );
}

function noProgress(symbol: string, time: number): QuantError {
  return new QuantError(
    'data/bad-answer',
    `Alpaca's next page for ${symbol} ends where the one before ended, at ${time}: try again later.`,
    { context: { symbol, time } },
  );
}

/** How each interval is asked for: bars that stand for themselves, or finer ones to be put together. */
export function timeframeOf(symbol: string, interval: Interval): string {
  return (isCoin(symbol) ? COIN_TIMEFRAME : STOCK_TIMEFRAME)[interval];
}

const MINUTES = { '1m': '1Min', '5m': '5Min', '15m': '15Min', '30m': '30Min' } as const;

/** Alpaca's hours begin on the hour, half an hour of them before the open. */
const STOCK_TIMEFRAME: Readonly<Record<Interval, string>> = {
  ...MINUTES,
  '1h': '30Min',
  '4h': '30Min',
  '1d': '1Day',
  '1w': '1Week',
};

/** Alpaca's days of coins begin at midnight in Chicago, ours at 00:00Z. */
const COIN_TIMEFRAME: Readonly<Record<Interval, string>> = {
  ...MINUTES,
  '1h': '1Hour',
  '4h': '1Hour',
  '1d': '1Hour',
  '1w': '1Hour',
};
