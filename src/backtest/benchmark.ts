import { type BarTable, firstRowAtOrAfter, type Series } from '#base';
import type { SystemConfig } from '#config';
import type { Market } from '#data';
import { TradeCosts } from '#execution';
import { accountTerms } from '#portfolio';
import { rateColumns } from './rate-columns.ts';

/** One asset of the benchmark. */
interface Holding {
  readonly adjusted: BarTable;
  /** Cash put into it. */
  readonly share: number;
  /** Account currency for one of that of its prices at each time; null where it is 1 [t]. */
  readonly rate: Series | null;
  /** Whether it is bought with money owed in its own currency, as forex pairs are. */
  readonly keeps: boolean;
  readonly exchangeFee: number;
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
  const { trading, backtest } = config;
  const symbols = market.assets.map(({ symbol }) => symbol);
  const { currencies, exchangeFee } = accountTerms(trading, symbols);
  const rates = currencies === null ? [] : rateColumns(market, times, currencies);
  const costs = new TradeCosts(trading);
  const equity = new Float64Array(times.length);
  market.assets.forEach(({ adjusted }, asset) => {
    const keeps = currencies?.keeps[asset] ?? false;
    const rate = rates[currencies?.quote[asset] ?? -1] ?? null;
    const share = backtest.initialCapital / market.assets.length;
    const fee = rate === null || keeps ? 0 : exchangeFee;
    addHolding(equity, times, { adjusted, share, rate, keeps, exchangeFee: fee }, costs);
  });
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
    if (units === 0) continue;
    if (!(units > 0)) return null;
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
    while (row < time.length && time[row] <= times[at]) row++;
    const now = rate === null ? 1 : rate[at];
    equity[at] += cash + (units * close[row - 1] - owed) * now;
  }
}
