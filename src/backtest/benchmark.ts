import type { Series } from '#base';
import type { SystemConfig } from '#config';
import type { Market } from '#data';
import { TradeCosts } from '#execution';

/**
 * Equity of buying equal parts of every asset at its second bar's open and holding it.
 *
 * The second bar, because a decision on the first can be acted on no earlier; with the costs of the run
 * and dividends reinvested. An asset is cash before its first bar and keeps its last price after its end.
 *
 * @param times - [t], the run's bar stamps
 * @returns [t], account currency
 */
export function benchmarkEquity(market: Market, times: Float64Array, config: SystemConfig): Series {
  const costs = new TradeCosts(config.trading);
  const share = config.backtest.initialCapital / market.assets.length;
  const equity = new Float64Array(times.length);
  for (const { adjusted } of market.assets) {
    let row = 0;
    while (row < adjusted.time.length && adjusted.time[row] < times[0]) row++;
    const entryRow = row + 1;
    let units = 0;
    let value = share;
    for (let at = 0; at < times.length; at++) {
      while (row < adjusted.time.length && adjusted.time[row] <= times[at]) {
        if (row === entryRow) {
          units = costs.unitsFor(share, adjusted.open[row]);
        }
        if (units > 0) value = units * adjusted.close[row];
        row++;
      }
      equity[at] += value;
    }
  }
  return equity;
}
