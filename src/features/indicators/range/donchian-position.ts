import type { FeatureDefinition } from '../../kernel.ts';
import { stochastic } from '../momentum/stochastic.ts';

/**
 * Where the close stands in Donchian's channel: 0 at the lowest low, 1 at the highest high.
 *
 * donchian_pos = (c − min(l)) / (max(h) − min(l)), this bar included: the stochastic of a longer range
 *
 * @param bars - channel, ≥ 1, bars
 * @returns 0…1; NaN for the first bars − 1 bars, ½ where the channel is empty
 * @see R. Donchian, High Finance in Copper, 1960
 */
export function donchianPosition(bars: number): FeatureDefinition {
  return { ...stochastic(bars), name: `donchian${bars}_pos`, group: 'range' };
}
