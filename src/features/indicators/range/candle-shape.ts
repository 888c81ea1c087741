import type { BarColumn } from '#base';
import type { BarRow } from '../../bar-row.ts';
import { type FeatureDefinition, kernel } from '../../kernel.ts';
import { closeLocation } from './close-location.ts';
import { bodyShare, shareOfRange } from './share-of-range.ts';

const SHADOW_INPUTS: readonly BarColumn[] = ['open', 'high', 'low', 'close'];

/**
 * The bar's shape: where it closed in its range, and what part of the range is body and shadows.
 *
 * close_location = ((c − l) − (h − c)) / (h − l), body = (c − o) / (h − l),
 * upper_shadow = (h − max(o, c)) / (h − l), lower_shadow = (min(o, c) − l) / (h − l)
 *
 * Place and body −1…1, shadows 0…1; never NaN, 0 where the bar has no range.
 *
 * @see S. Nison, Japanese Candlestick Charting Techniques, 1991
 */
export const candleShape: readonly FeatureDefinition[] = [
  {
    ...partOfRange('close_location', '((c - l) - (h - c)) / (h - l)', closeLocation),
    inputs: ['high', 'low', 'close'],
    range: [-1, 1],
    scaling: 'none',
  },
  {
    ...partOfRange('body', '(c - o) / (h - l)', bodyShare),
    range: [-1, 1],
    scaling: 'none',
  },
  partOfRange('upper_shadow', '(h - max(o, c)) / (h - l)', (bar) =>
    shareOfRange(bar.high - Math.max(bar.open, bar.close), bar),
  ),
  partOfRange('lower_shadow', '(min(o, c) - l) / (h - l)', (bar) =>
    shareOfRange(Math.min(bar.open, bar.close) - bar.low, bar),
  ),
];

function partOfRange(
  name: string,
  formula: string,
  update: (bar: BarRow) => number,
): FeatureDefinition {
  return {
    name,
    group: 'range',
    inputs: SHADOW_INPUTS,
    warmupBars: 0,
    formula,
    range: [0, 1],
    scaling: 'rolling',
    create: () => kernel({}, update),
  };
}
