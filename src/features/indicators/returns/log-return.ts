import { type FeatureDefinition, kernel } from '../../kernel.ts';

/**
 * Return of one bar.
 *
 * log_return = ln(c_t / c_{t−1})
 *
 * Unbounded, fraction; NaN for the first bar.
 */
export const logReturn: FeatureDefinition = {
  name: 'log_return',
  group: 'returns',
  inputs: ['close'],
  warmupBars: 1,
  formula: 'ln(c[t] / c[t-1])',
  range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  scaling: 'rolling',
  create: () => kernel({}, (bar) => bar.logReturn),
};
