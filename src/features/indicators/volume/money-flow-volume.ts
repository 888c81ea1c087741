import type { BarRow } from '../../bar-row.ts';
import { closeLocation } from '../range/close-location.ts';

/** Volume with the sign and share that the close's place in the bar gives it, units. */
export function moneyFlowVolume(bar: BarRow): number {
  return closeLocation(bar) * bar.volume;
}
