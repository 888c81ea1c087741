import type { Series } from '#base';
import type { SystemConfig } from '#config';
import { accruedYears, interestOn } from '#portfolio';

/**
 * Equity of doing nothing: the starting capital with the interest that the account pays on cash.
 *
 * @param times - [t], the run's bar stamps
 * @returns [t], account currency
 */
export function cashEquity(times: Float64Array, { trading, backtest }: SystemConfig): Series {
  const { financing } = trading;
  let cash = backtest.initialCapital;
  return times.map((time, at) => {
    const years = at === 0 ? 0 : accruedYears(time - times[at - 1], financing);
    cash += interestOn(cash, 0, years, financing);
    return cash;
  });
}
