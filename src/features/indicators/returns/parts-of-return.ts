import { VOLATILITY_WARMUP_BARS } from '#base';
import { BarCount } from '../../bar-count.ts';
import { type FeatureDefinition, kernel } from '../../kernel.ts';
import { type LogBar, logBar } from '../../sources/log-bar.ts';

/**
 * The return of a bar in its two parts, in units of its volatility: while the market was closed, and
 * while it was open.
 *
 * gap_return = ln(o_t / c_{t−1}) / σ_t, intraday_return = ln(c_t / o_t) / σ_t
 *
 * Unbounded, about ±3 in practice; NaN for the first 20 bars, 0 while the close has not moved.
 *
 * @see Lou, Polk and Skouras, A Tug of War: Overnight Versus Intraday Expected Returns, 2019
 */
export const partsOfReturn: readonly FeatureDefinition[] = [
  partOfReturn('gap_return', 'ln(o[t] / c[t-1]) / volatility[t]', (log) => log.gap),
  partOfReturn('intraday_return', 'ln(c[t] / o[t]) / volatility[t]', (log) => log.body),
];

function partOfReturn(
  name: string,
  formula: string,
  read: (log: LogBar) => number,
): FeatureDefinition {
  return {
    name,
    group: 'returns',
    inputs: ['open', 'close'],
    warmupBars: VOLATILITY_WARMUP_BARS,
    formula,
    range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    scaling: 'none',
    create: (context) => {
      const log = logBar(context);
      const count = new BarCount();
      return kernel({ count }, ({ volatility }) => {
        if (!count.passes(VOLATILITY_WARMUP_BARS)) return Number.NaN;
        return volatility > 0 ? read(log) / volatility : 0;
      });
    },
  };
}
