import { type BarTable, type DataHealth, type Interval, intervalMs, QuantError } from '#base';
import {
  type AdjustmentFactors,
  adjustedBars,
  adjustmentFactors,
  neutralFactors,
} from './adjust.ts';
import type { Repair } from '#config';
import { type BarInstants, barInstants } from './bar-instants.ts';
import { checkBars } from './checks/check-bars.ts';
import type { Finding } from './checks/finding.ts';
import { type QuarantinedBar, refuseBadBars } from './checks/quarantine.ts';
import type { Mended } from './checks/repairs.ts';
import { dateText } from './date-text.ts';
import { inParallel } from './in-parallel.ts';
import type { BarRequest, CorporateAction, FetchedBars } from './provider.ts';
import type { MarketHours } from './sessions/market-hours.ts';

const DAY_MS = 86_400_000;

/** One asset of a market, checked and ready to be traded. */
export interface MarketAsset {
  readonly symbol: string;
  /** Raw as traded: what orders fill at. */
  readonly bars: BarTable;
  readonly actions: readonly CorporateAction[];
  readonly factors: AdjustmentFactors;
  /** Bars × factor: what features read. The same object as `bars` when nothing was adjusted. */
  readonly adjusted: BarTable;
  readonly health: DataHealth;
  readonly findings: readonly Finding[];
  readonly quarantine: readonly QuarantinedBar[];
  readonly mended: readonly Mended[];
  /** When its bars opened and closed, where the assets of the market keep different hours. */
  readonly instants?: BarInstants;
}

/** What a run trades: its assets in the order asked for, over one span at one interval. */
export interface Market {
  readonly interval: Interval;
  readonly assets: readonly MarketAsset[];
  /** Limits of the data, `SYMBOL: code`, sorted. */
  readonly caveats: readonly string[];
}

export interface MarketRequest {
  readonly symbols: readonly string[];
  readonly interval: Interval;
  readonly start: number;
  readonly end: number;
  /** `ignore` trades and learns on the prices as they stand, splits as jumps. */
  readonly corporateActions: 'apply' | 'ignore';
  /** `refuse` stops at the first symbol with a bar that cannot be true. */
  readonly badBars: 'refuse' | 'quarantine';
  /** Fewest bars a symbol needs; 1 unless said. */
  readonly minRows?: number;
  /** What may be mended before the checks; nothing unless said. */
  readonly repairs?: readonly Repair[];
  /** The hours of each symbol's market, to tell which bars are missing; unknown unless said. */
  readonly hoursOf?: (symbol: string) => MarketHours;
  /** Most symbols asked for at once; 1 unless said. */
  readonly parallelSymbols?: number;
}

/** Where a market's bars come from: a provider's `fetchBars`, or the cache before it. */
export type BarSource = (request: BarRequest) => Promise<FetchedBars>;

/**
 * Loads and checks the bars of all symbols.
 *
 * @throws data/no-bars, data/too-few-bars, data/bad-bars, data/unsorted-bars, data/bad-action and what the source throws
 */
export async function loadMarket(source: BarSource, request: MarketRequest): Promise<Market> {
  const { interval, start, end, parallelSymbols = 1 } = request;
  const symbols = [...new Set(request.symbols)];
  const loaded = await inParallel(symbols, parallelSymbols, async (symbol) => {
    const fetched = await source({ symbol, interval, start, end });
    return { asset: prepareAsset(symbol, fetched, request), caveats: fetched.caveats };
  });
  return {
    interval,
    assets: onOneClock(
      loaded.map(({ asset }) => asset),
      request,
    ),
    caveats: caveatsOf(loaded.map(({ asset, caveats }) => [asset.symbol, caveats])),
  };
}

/** A caveat each, with the symbols it is of. */
function caveatsOf(loaded: readonly (readonly [string, readonly string[]])[]): readonly string[] {
  const found = [...new Set(loaded.flatMap(([, caveats]) => caveats))].sort();
  return found.map((caveat) => {
    const symbols = loaded.flatMap(([symbol, caveats]) => (caveats.includes(caveat) ? symbol : []));
    return `${symbols.sort().join(', ')}: ${caveat}`;
  });
}

function prepareAsset(
  symbol: string,
  { bars, actions: fetched, quarantine }: FetchedBars,
  request: MarketRequest,
): MarketAsset {
  const { interval, corporateActions, badBars, repairs } = request;
  const told = corporateActions === 'apply' ? fetched : [];
  const hours = request.hoursOf?.(symbol);
  const context = { symbol, interval, actions: told, quarantine, repairs, hours };
  const checked = checkBars(bars, context);
  const { clean, actions, findings, health, mended } = checked;
  if (badBars === 'refuse') refuseBadBars(checked.quarantine, clean.time.length);
  refuseTooFew(symbol, clean.time.length, request);
  const factors =
    corporateActions === 'apply'
      ? adjustmentFactors(clean, actions, symbol)
      : neutralFactors(clean.time.length);
  return {
    symbol,
    bars: clean,
    actions,
    factors,
    adjusted: adjustedBars(clean, factors),
    health,
    findings,
    quarantine: checked.quarantine,
    mended,
  };
}

/**
 * Bars shorter than a day are in the order of their closes by their stamps alone. A day's and a week's
 * are not where markets close at different times.
 */
function onOneClock(
  assets: readonly MarketAsset[],
  { interval, hoursOf }: MarketRequest,
): readonly MarketAsset[] {
  if (hoursOf === undefined || intervalMs(interval) < DAY_MS) return assets;
  const kinds = new Set(assets.map(({ symbol }) => hoursOf(symbol).kind));
  if (kinds.size < 2) return assets;
  return assets.map((asset) => ({
    ...asset,
    instants: barInstants(asset.bars.time, interval, hoursOf(asset.symbol)),
  }));
}

function refuseTooFew(
  symbol: string,
  bars: number,
  { interval, start, end, minRows = 1 }: MarketRequest,
): void {
  const context = { symbol, interval, start, end, bars };
  const span = `from ${dateText(start)} to ${dateText(end)}`;
  if (bars === 0) {
    throw new QuantError(
      'data/no-bars',
      `There is no ${interval} bar of ${symbol} ${span}; choose another --start and --end.`,
      { context },
    );
  }
  if (bars < minRows) {
    throw new QuantError(
      'data/too-few-bars',
      `${symbol} has ${bars} ${interval} bars ${span}, fewer than data.minRows = ${minRows}; choose a longer span, or --set data.minRows=${bars}.`,
      { context },
    );
  }
}
