/** A strategy of your own: quant backtest --strategy examples/my-strategy.ts --assets SIM1,SIM2 --start 2015-01-01 */
import {
  type Signal,
  signal,
  type StrategyDefinition,
  ValueWindow,
  type ValueWindowState,
} from 'quant-2.0/strategies';

const TREND_BARS = 100;
const DIP_BARS = 5;

/**
 * Buys a dip in a rising market: long below the lowest of the last closes while above the long average, out
 * again above their mean.
 *
 * Prices are `close · factor`, comparable over splits and dividends.
 */
export const strategy: StrategyDefinition = {
  name: 'buy-the-dip',
  // It is told closed bars one by one, and all it remembers must be in what it saves.
  create: ({ assets }) => {
    const columns = Array.from({ length: assets }, () => ({
      trend: new ValueWindow(TREND_BARS),
      recent: new ValueWindow(DIP_BARS),
    }));
    const isLong = new Array<boolean>(assets).fill(false);
    return {
      generateSignals: ({ time, present, close, factor }) => {
        const signals: Signal[] = [];
        columns.forEach(({ trend, recent }, asset) => {
          if (present[asset] === 0) return;
          const price = close[asset] * factor[asset];
          const isDip = recent.full && price < recent.smallest && price > trend.mean;
          const isOver = price > recent.mean;
          trend.push(price);
          recent.push(price);
          const wanted = isLong[asset] ? !isOver : isDip;
          if (wanted === isLong[asset]) return;
          isLong[asset] = wanted;
          const direction = wanted ? 1 : 0;
          const reason = wanted ? 'dip' : 'recovered';
          signals.push(
            signal({ time, asset, direction, confidence: 1, targetPosition: direction, reason }),
          );
        });
        return signals;
      },
      saveState: () => ({
        isLong: [...isLong],
        trend: columns.map(({ trend }) => trend.saveState()),
        recent: columns.map(({ recent }) => recent.saveState()),
      }),
      loadState: (state) => {
        const saved = state as {
          isLong: boolean[];
          trend: ValueWindowState[];
          recent: ValueWindowState[];
        };
        columns.forEach(({ trend, recent }, asset) => {
          isLong[asset] = saved.isLong[asset];
          trend.loadState(saved.trend[asset]);
          recent.loadState(saved.recent[asset]);
        });
      },
    };
  },
};
