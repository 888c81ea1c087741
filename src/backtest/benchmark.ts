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

function addHolding(
  equity: Float64Array,
  times: Float64Array,
  { adjusted, share, rate, keeps, exchangeFee }: Holding,
  costs: TradeCosts,
): void {
  const { time, open, close } = adjusted;
  let row = firstRowAtOrAfter(time, times[0]);
  const entryRow = row + 1;
  let units = 0;
  let cash = share;
  let owed = 0;
  for (let at = 0; at < times.length; at++) {
    while (row < time.length && time[row] <= times[at]) {
      const known = rate === null ? 1 : (rate[at - 1] ?? Number.NaN);
      if (units === 0 && row >= entryRow && known > 0) {
        units = costs.unitsFor(share, open[row], { rate: known, exchangeFee });
        const price = costs.price(open[row], units);
        cash = keeps ? share - costs.fee(price * known, units, 0) : 0;
        owed = keeps ? units * price : 0;
      }
      row++;
    }
    const now = rate === null ? 1 : rate[at];
    equity[at] += units > 0 ? cash + (units * close[row - 1] - owed) * now : share;
  }
}
