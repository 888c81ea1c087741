import { intervalMs, QuantError } from '#base';
import { dateText } from '../date-text.ts';
import type { BarRequest } from '../provider.ts';

const DAY_MS = 86_400_000;

/** A candle as ccxt gives it: time, open, high, low, close, volume; what the exchange left out is undefined. */
export type Candle = readonly (number | undefined)[];

/** The candles of one page, in any order, others before and after those asked for among them. */
export type AskPage = (since: number, limit: number | undefined) => Promise<readonly Candle[]>;

/** What of one market is to be read, and how the exchange gives it. */
export interface Paging {
  readonly exchange: string;
  readonly request: BarRequest;
  /** Most candles a page, as ccxt knows it; null where it does not. */
  readonly pageLimit: number | null;
  readonly now: number;
}

/** No exchange had prices of coins before. */
const FIRST_EXCHANGES = Date.UTC(2010, 0, 1);

/** Candles of a page whose size nobody states, when it comes empty. */
const CAUTIOUS_PAGE = 100;

/**
 * All candles that start in [start, end) and not after now, in as many pages as they take.
 *
 * Some exchanges answer with the first candles since a time, some with those of the window that one
 * page spans, which may be empty before a coin is listed or during a halt; so an empty page moves on
 * by its window and ends nothing.
 *
 * @throws data/too-old, data/bad-answer, data/unknown-interval
 */
export async function pageCandles(ask: AskPage, paging: Paging): Promise<Candle[]> {
  const { request, pageLimit, now } = paging;
  const length = intervalMs(request.interval);
  const grid = Math.min(length, DAY_MS);
  const windowMs = (pageLimit ?? CAUTIOUS_PAGE) * length;
  const end = Math.min(request.end, now);
  const first = Math.ceil(Math.max(request.start, FIRST_EXCHANGES) / grid) * grid;
  const candles: Candle[] = [];
  const timeless: Candle[] = [];
  for (let since = first; since < end; ) {
    const wanted = Math.ceil((end - since) / length);
    const page = await ask(since, pageLimit === null ? undefined : Math.min(pageLimit, wanted));
    timeless.push(...page.filter((candle) => Number.isNaN(timeOf(candle))));
    const fresh = page.filter((candle) => timeOf(candle) >= since);
    refuseOtherTimes(paging, page, since);
    if (since === first) refuseCutOff(paging, fresh, { asked: first, wanted });
    let last = since + windowMs - length;
    if (fresh.length > 0) last = latestOf(fresh);
    candles.push(...fresh.filter((candle) => timeOf(candle) < end).sort(byTime));
    since = last + length;
  }
  checkSpacing(paging, candles);
  return [...candles, ...timeless];
}

function timeOf([time]: Candle): number {
  return time ?? Number.NaN;
}

/** Latest time of those that have one; −∞ when none has. */
function latestOf(candles: readonly Candle[]): number {
  return candles.reduce((latest, [time]) => Math.max(latest, time ?? latest), -Infinity);
}

/** Earliest time of those that have one; ∞ when none has. */
function earliestOf(candles: readonly Candle[]): number {
  return candles.reduce((earliest, [time]) => Math.min(earliest, time ?? earliest), Infinity);
}

function byTime(one: Candle, other: Candle): number {
  return timeOf(one) - timeOf(other);
}

/**
 * Some exchanges send the candle before along; one that sends only older ones would give them again
 * and again, and one that sends only later ones than there can be has other units of time.
 */
function refuseOtherTimes(
  { exchange, request, now }: Paging,
  page: readonly Candle[],
  since: number,
): void {
  if (page.length === 0) return;
  const { interval, symbol } = request;
  const length = intervalMs(interval);
  if (latestOf(page) >= since - length && earliestOf(page) <= now + length) return;
  throw new QuantError(
    'data/bad-answer',
    `${exchange} was asked for ${interval} bars of ${symbol} since ${dateText(since)} and gave ${page.length} of other times: try again later, or choose another data.ccxt.exchange.`,
    { context: { ...request, exchange, since } },
  );
}

/**
 * A first page that is full, begins late and reaches the present is all the exchange keeps, whatever
 * it was asked; that nothing came before would be remembered.
 */
function refuseCutOff(
  { exchange, request, pageLimit, now }: Paging,
  page: readonly Candle[],
  { asked, wanted }: { readonly asked: number; readonly wanted: number },
): void {
  if (pageLimit === null || page.length < Math.min(pageLimit, wanted)) return;
  const length = intervalMs(request.interval);
  const oldest = earliestOf(page);
  if (oldest <= asked + length || latestOf(page) + 2 * length <= now) return;
  throw new QuantError(
    'data/too-old',
    `${exchange} keeps the last ${page.length} bars of ${request.interval} only, of ${request.symbol} those since ${dateText(oldest)}: choose a later --start, a longer --interval or another data.ccxt.exchange.`,
    { context: { ...request, exchange, since: oldest } },
  );
}

/** Candles nearer to each other than they are long overlap, and days are ours only from 00:00Z. */
function checkSpacing({ exchange, request }: Paging, candles: readonly Candle[]): void {
  const { interval, symbol } = request;
  const length = intervalMs(interval);
  const grid = Math.min(length, DAY_MS);
  const times = candles.map(timeOf);
  const odd = times.find((time) => time % grid !== 0 || (time - times[0]) % length !== 0);
  if (odd === undefined) return;
  throw new QuantError(
    'data/unknown-interval',
    `${exchange} gives ${interval} bars of ${symbol} that begin at odd times, such as ${dateText(odd)}, so they are no bars of ${interval} here: choose a shorter --interval.`,
    { context: { ...request, exchange, odd } },
  );
}
