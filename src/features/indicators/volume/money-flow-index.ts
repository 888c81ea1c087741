import { ValueWindow } from '#base';
import { type FeatureContext, type FeatureDefinition, kernel } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import { RollingSum } from '../../rolling/rolling-sum.ts';
import { SharedValue } from '../../sources/shared-value.ts';

/** What the index of a window without any flow is given as. */
const NO_FLOW = -1;

/**
 * Money flow index: what share of the money moved with rising typical prices.
 *
 * mfi = 100 · rising / (rising + falling), sums of p · v over the bars whose p = (h + l + c) / 3 rose or fell
 *
 * @param bars - window, ≥ 1, bars
 * @returns 0…100; NaN for the first `bars` bars, −1 where no money moved
 * @see G. Quong and A. Soudack, Volume-Weighted RSI: Money Flow, 1989; golden values by TA-Lib
 */
function moneyFlowIndex(context: FeatureContext, bars: number): SharedValue {
  return context.share(`money-flow-index ${bars}`, () => {
    const rising = new RollingSum(bars);
    const falling = new RollingSum(bars);
    const last = new ValueWindow(1);
    return new SharedValue(
      kernel({ rising, falling, last }, ({ high, low, close, volume }) => {
        const price = (high + low + close) / 3;
        const move = price - last.oldest;
        last.push(price);
        if (Number.isNaN(move)) return Number.NaN;
        const up = rising.update(move > 0 ? price * volume : 0);
        const moved = up + falling.update(move < 0 ? price * volume : 0);
        return moved === 0 ? NO_FLOW : (100 * up) / moved;
      }),
    );
  });
}

export const moneyFlowIndexLevel: LevelFamily = {
  family: 'MFI',
  periods: [14],
  outputs: [],
  make: ([bars]) => ({
    name: `MFI_${bars}`,
    group: 'level',
    inputs: ['high', 'low', 'close', 'volume'],
    warmupBars: bars,
    formula: `100 * rising / (rising + falling), sums of p * v over ${bars} bars whose p = (h + l + c) / 3 rose or fell`,
    range: [0, 100],
    scaling: 'rolling',
    note: '0 where no money moved, as in TA-Lib; TA-Lib also gives 0 where less than one unit of money did.',
    create: (context) => {
      const index = moneyFlowIndex(context, bars);
      return kernel({}, () => (index.value === NO_FLOW ? 0 : index.value));
    },
  }),
};

/**
 * The money flow index, neutral where no money moved.
 *
 * @param bars - window, ≥ 1, bars
 * @returns 0…100; NaN for the first `bars` bars, 50 where no money moved
 * @see G. Quong and A. Soudack, Volume-Weighted RSI: Money Flow, 1989
 */
export function moneyFlow(bars: number): FeatureDefinition {
  return {
    name: `mfi${bars}`,
    group: 'volume',
    inputs: ['high', 'low', 'close', 'volume'],
    warmupBars: bars,
    formula: `100 * rising / (rising + falling), sums of p * v over ${bars} bars whose p = (h + l + c) / 3 rose or fell; 50 if both are 0`,
    range: [0, 100],
    scaling: 'rolling',
    create: (context) => {
      const index = moneyFlowIndex(context, bars);
      return kernel({}, () => (index.value === NO_FLOW ? 50 : index.value));
    },
  };
}
