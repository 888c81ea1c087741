/** A strategy that names its prices: quant backtest --strategy examples/limit-dip.ts --assets SIM1,SIM2 --start 2015-01-01 */
import {
  type Signal,
  signal,
  type StrategyDefinition,
  ValueWindow,
  type ValueWindowState,
} from 'quant-2.0/strategies';

const TREND_BARS = 100;
const RANGE_BARS = 20;
const HOLD_BARS = 10;
const WAIT_MS = 5 * 86_400_000;

/**
 * Waits for a dip in a rising market: while above the long average, a limit order one usual daily range below
 * the close, for five days; with it a stop three ranges below the limit and a target two above it. After ten
 * bars all of it is over, filled or not, and the next one may begin.
 *
 * Prices of orders are raw, as traded; only what is compared over time is multiplied by `factor`.
 */
export const strategy: StrategyDefinition = {
  name: 'limit-dip',
  create: ({ assets }) => {
    const columns = Array.from({ length: assets }, () => ({
      trend: new ValueWindow(TREND_BARS),
      ranges: new ValueWindow(RANGE_BARS),
    }));
    const barsLeft = new Array<number>(assets).fill(0);
    return {
      generateSignals: ({ time, present, high, low, close, factor }) => {
        const signals: Signal[] = [];
        columns.forEach(({ trend, ranges }, asset) => {
          if (present[asset] === 0) return;
          const price = close[asset];
          trend.push(price * factor[asset]);
          ranges.push((high[asset] - low[asset]) / price);
          const said = { time, asset, confidence: 1 };
          if (barsLeft[asset] > 0) {
            barsLeft[asset]--;
            if (barsLeft[asset] > 0) return;
            signals.push(signal({ ...said, direction: 0, targetPosition: 0, reason: 'over' }));
          } else if (trend.full && price * factor[asset] > trend.mean) {
            barsLeft[asset] = HOLD_BARS;
            const limit = price * (1 - ranges.mean);
            signals.push(
              signal({
                ...said,
                direction: 1,
                targetPosition: 1,
                reason: 'dip',
                entry: { kind: 'limit', price: limit },
                timeInForce: 'gtd',
                expiresAt: time + WAIT_MS,
                stop: { price: limit * (1 - 3 * ranges.mean) },
                target: { price: limit * (1 + 2 * ranges.mean) },
              }),
            );
          }
        });
        return signals;
      },
      saveState: () => ({
        barsLeft: [...barsLeft],
        trend: columns.map(({ trend }) => trend.saveState()),
        ranges: columns.map(({ ranges }) => ranges.saveState()),
      }),
      loadState: (state) => {
        const saved = state as {
          barsLeft: number[];
          trend: ValueWindowState[];
          ranges: ValueWindowState[];
        };
        columns.forEach(({ trend, ranges }, asset) => {
          barsLeft[asset] = saved.barsLeft[asset];
          trend.loadState(saved.trend[asset]);
          ranges.loadState(saved.ranges[asset]);
        });
      },
    };
  },
};
