import { type FeatureDefinition, kernel } from '../../kernel.ts';
import { RollingMaximum } from '../../rolling/rolling-maximum.ts';
import { relativeStrength } from './rsi.ts';
import { wilderMoves } from './wilder-moves.ts';

/** An RSI that has moved less than this, of 100, has only been rounded. */
const FLAT = 1e-9;

/**
 * Stochastic of RSI: where RSI stands in its own recent range.
 *
 * stoch_rsi = (rsi − lowest rsi) / (highest rsi − lowest rsi), all over `bars` bars
 *
 * @param bars - period of RSI and of its range, ≥ 2, bars
 * @returns 0…1; NaN for the first 2 · bars − 1 bars, ½ where RSI has not moved
 * @see T. S. Chande and S. Kroll, The New Technical Trader, 1994
 */
export function stochasticRsi(bars: number): FeatureDefinition {
  return {
    name: `stoch_rsi${bars}`,
    group: 'momentum',
    inputs: ['close'],
    warmupBars: 2 * bars - 1,
    formula: `(rsi - min(rsi)) / (max(rsi) - min(rsi)) over ${bars} bars, rsi of ${bars}`,
    range: [0, 1],
    scaling: 'rolling',
    create: (context) => {
      const moves = wilderMoves(context, bars);
      const highs = new RollingMaximum(bars);
      const negatedLows = new RollingMaximum(bars);
      return kernel({ highs, negatedLows }, () => {
        const rsi = relativeStrength(moves.up, moves.down, 50);
        if (Number.isNaN(rsi)) return Number.NaN;
        const highest = highs.update(rsi);
        const lowest = -negatedLows.update(-rsi);
        return highest - lowest <= FLAT ? 0.5 : (rsi - lowest) / (highest - lowest);
      });
    },
  };
}
