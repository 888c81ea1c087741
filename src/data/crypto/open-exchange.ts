import type { Exchange } from 'ccxt';
import { type Clock, type Net, QuantError } from '#base';
import { type DataConfig, nearest } from '#config';
import { quoted } from '../symbol.ts';

/** The longest delay of a timer, ms: time-outs are the network's, whose retries take longer than one. */
const NEVER_MS = 2 ** 31 - 1;

/** Answers that say that the asker is not served, whatever is asked. */
const REFUSALS: ReadonlySet<number> = new Set([401, 403, 451]);

export interface ExchangeOptions {
  readonly net: Net;
  readonly clock: Clock;
  readonly settings: DataConfig['ccxt'];
}

/**
 * An exchange of ccxt whose requests, time and addresses are ours; its pace is its own.
 *
 * ccxt is loaded here, because it takes most of a second and 140 MB.
 *
 * @throws data/unknown-exchange
 */
export async function openExchange({ net, clock, settings }: ExchangeOptions): Promise<Exchange> {
  const { default: ccxt } = await import('ccxt');
  const id = settings.exchange;
  if (!ccxt.exchanges.includes(id)) throw unknownExchange(id, ccxt.exchanges);
  const makers = ccxt as unknown as Record<string, new (options: object) => Exchange>;
  const exchange = new makers[id]({
    fetchImplementation: servedBy(net, id),
    timeout: NEVER_MS,
    enableRateLimit: true,
    milliseconds: () => clock.now(),
  });
  // Currencies say nothing about bars, and some exchanges ask for keys before they list them.
  exchange.has['fetchCurrencies'] = false;
  askForSpotOnly(exchange);
  hideNothing(exchange);
  if (settings.baseUrl !== null) exchange.urls = redirected(exchange.urls, settings.baseUrl);
  return exchange;
}

/** A name that can be an exchange's, before ccxt is loaded to look it up: it names a folder of the cache. */
export function checkExchangeId(id: string): void {
  if (/^[a-z0-9]{1,40}$/.test(id)) return;
  throw new QuantError(
    'data/unknown-exchange',
    `data.ccxt.exchange is ${quoted(id)}: ccxt names exchanges in small letters and digits, such as binance or kraken.`,
    { context: { exchange: id } },
  );
}

function unknownExchange(id: string, known: readonly string[]): QuantError {
  const alike = known.filter((name) => name.startsWith(id.slice(0, 3))).slice(0, 8);
  const names = [...new Set([nearest(id, known), ...alike])];
  return new QuantError(
    'data/unknown-exchange',
    `ccxt has no exchange ${quoted(id)} among its ${known.length}; the nearest are ${names.join(', ')}: set data.ccxt.exchange.`,
    { context: { exchange: id, nearest: names } },
  );
}

/** The network as ccxt's fetch; ccxt would take a refusal for an exchange that is down. */
function servedBy(net: Net, id: string): Net {
  return async (url, init) => {
    const response = await net(url, init);
    if (!REFUSALS.has(response.status)) return response;
    throw new QuantError(
      'data/not-allowed',
      `${id} refuses to serve this machine (status ${response.status}), as exchanges do by country and address: choose another data.ccxt.exchange.`,
      { context: { exchange: id, status: response.status } },
    );
  };
}

/** Where an exchange lists its spot markets apart, the lists of its many contracts are not asked for. */
function askForSpotOnly(exchange: Exchange): void {
  const options = exchange.options['fetchMarkets'] as { types?: unknown } | undefined;
  if (!Array.isArray(options?.types) || !options.types.includes('spot')) return;
  exchange.options['fetchMarkets'] = { ...options, types: ['spot'] };
}

/**
 * What an exchange gave besides what it was asked for is ours to judge: ccxt drops candles without a
 * time, and takes an answer without anything for one without candles.
 */
function hideNothing(exchange: Exchange): void {
  const parsed = exchange.parseOHLCVs.bind(exchange);
  exchange.parseOHLCVs = (candles: object[], market, timeframe) =>
    parsed(candles, market, timeframe);
  exchange.onRestResponse = (status: number, ...rest: unknown[]) => {
    const body = String(rest[4]).trim();
    if (status >= 400 || /^\[|^\{\s*"/.test(body)) return body;
    throw new QuantError(
      'data/bad-answer',
      `${exchange.id} answered ${quoted(body)} instead of data: try again later, or choose another data.ccxt.exchange.`,
      { context: { exchange: exchange.id, status } },
    );
  };
}

/** Every address in a tree of them, with its host replaced; hosts may be templates: `https://{hostname}/v5`. */
function redirected<Tree>(tree: Tree, baseUrl: string): Tree {
  const base = baseUrl.replace(/\/+$/, '');
  const walk = (node: unknown): unknown => {
    if (typeof node === 'string') return node.replace(/^https?:\/\/[^/]*/, base);
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, walk(value)]));
  };
  return walk(tree) as Tree;
}
