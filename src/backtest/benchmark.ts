import { firstRowAtOrAfter, type Series } from '#base';
import type { SystemConfig } from '#config';
import type { Market } from '#data';
import { TradeCosts } from '#execution';
import { type HeldAsset, heldAssets } from './baselines/held-asset.ts';

/** An asset and its part of the cash. */
interface Holding extends HeldAsset {
  readonly share: number;
}

/**
 * Equity of buying equal parts of every asset at its second bar's open and holding it.
 *
 * The second bar, because a decision on the first can be acted on no earlier; with the costs of the run
 * and dividends reinvested. An asset is cash before its first bar and keeps its last price after its end;
 * one in another currency is cash until its rate is known.
 *
 * @param times - [t], the run's bar stamps
 * @returns [t], account currency
 */
export function benchmarkEquity(market: Market, times: Float64Array, config: SystemConfig): Series {
  const costs = new TradeCosts(config.trading);
  const share = config.backtest.initialCapital / market.assets.length;
  const equity = new Float64Array(times.length);
  for (const asset of heldAssets(market, times, config)) {
    addHolding(equity, times, { ...asset, share }, costs);
  }
  return equity;
}

/** What a holding bought, and when. */
interface Purchase {
  /** Index of the time, and row of the asset, from which on it is held. */
  readonly at: number;
  readonly row: number;
  readonly units: number;
  readonly cash: number;
  /** In the currency of the asset's prices. */
  readonly owed: number;
}

function addHolding(
  equity: Float64Array,
  times: Float64Array,
  holding: Holding,
  costs: TradeCosts,
): void {
  const bought = purchaseOf(holding, times, costs);
  const from = bought?.at ?? times.length;
  for (let at = 0; at < from; at++) equity[at] += holding.share;
  if (bought !== null) addWorth(equity, times, holding, bought);
}

/** The first that a holding can make; null where it can make none. */
function purchaseOf(
  { adjusted: { time, open }, share, rate, keeps, exchangeFee }: Holding,
  times: Float64Array,
  costs: TradeCosts,
): Purchase | null {
  for (let row = firstRowAtOrAfter(time, times[0]) + 1; row < time.length; row++) {
    const at = firstRowAtOrAfter(times, time[row]);
    if (at === times.length) return null;
    const known = rate === null ? 1 : (rate[at - 1] ?? Number.NaN);
    const units = known > 0 ? costs.unitsFor(share, open[row], { rate: known, exchangeFee }) : 0;
    if (!(units > 0)) continue;
    const price = costs.price(open[row], units);
    const cash = keeps ? share - costs.fee(price * known, units, 0) : 0;
    return { at, row, units, cash, owed: keeps ? units * price : 0 };
  }
  return null;
}

function addWorth(
  equity: Float64Array,
  times: Float64Array,
  { adjusted: { time, close }, rate }: Holding,
  bought: Purchase,
): void {
  const { units, cash, owed } = bought;
  let { row } = bought;
  for (let at = bought.at; at < times.length; at++) {
    while (time[row] <= times[at]) row++;
    const now = rate === null ? 1 : rate[at];
    equity[at] += cash + (units * close[row - 1] - owed) * now;
  }
}
