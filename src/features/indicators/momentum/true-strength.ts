import { exponentialAverage } from '#base';
import { type FeatureDefinition, kernel } from '../../kernel.ts';

const LONG_BARS = 25;
const SHORT_BARS = 13;

/**
 * Blau's true strength index: net movement of all movement, both averaged twice.
 *
 * tsi = ema(ema(m, 25), 13) / ema(ema(|m|, 25), 13), m = c_t − c_{t−1}, each seeded with a plain mean
 *
 * −1…1; NaN for the first 37 bars, 0 where price has not moved.
 *
 * @see W. Blau, Momentum, Direction, and Divergence, 1995
 */
export const trueStrength: FeatureDefinition = {
  name: 'tsi',
  group: 'momentum',
  inputs: ['close'],
  warmupBars: LONG_BARS + SHORT_BARS - 1,
  formula: 'ema(ema(m, 25), 13) / ema(ema(|m|, 25), 13), m = c[t] - c[t-1]',
  range: [-1, 1],
  scaling: 'none',
  create: () => {
    const net = exponentialAverage(LONG_BARS);
    const smoothNet = exponentialAverage(SHORT_BARS);
    const path = exponentialAverage(LONG_BARS);
    const smoothPath = exponentialAverage(SHORT_BARS);
    return kernel({ net, smoothNet, path, smoothPath }, (bar) => {
      const move = bar.close - bar.previousClose;
      if (Number.isNaN(move)) return Number.NaN;
      const once = net.update(move);
      const onceOfPath = path.update(Math.abs(move));
      if (Number.isNaN(once)) return Number.NaN;
      const twice = smoothNet.update(once);
      const twiceOfPath = smoothPath.update(onceOfPath);
      return twiceOfPath === 0 ? 0 : twice / twiceOfPath;
    });
  },
};
