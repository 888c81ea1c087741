import type { BarTable } from '#base';
import type { ReturnMatrix } from './return-matrix.ts';

/** Returns of several assets side by side. */
export interface CommonReturns {
  /** Stamps of the closes, one more than there are returns. */
  readonly times: Float64Array;
  readonly returns: ReturnMatrix;
}

/** Share of the longest history that an asset needs to have a say in which bars are common. */
const LEAST_SHARE = 0.5;

/**
 * Simple returns from close to close over the bars that all assets have in common.
 *
 * So a coin's weekend is in its return from Friday to Monday beside a stock's. An asset with less than half
 * the bars of the longest does not narrow down what is common; it has NaN where it has no bar.
 */
export function commonReturns(assets: readonly Pick<BarTable, 'time' | 'close'>[]): CommonReturns {
  const longest = Math.max(0, ...assets.map(({ time }) => time.length));
  const deciding = assets.filter(({ time }) => time.length >= LEAST_SHARE * longest);
  const [first, ...others] = deciding.map(({ time }) => time);
  const sets = others.map((time) => new Set(time));
  const times = (first ?? new Float64Array(0)).filter((time) => sets.every((set) => set.has(time)));
  const bars = Math.max(0, times.length - 1);
  const values = new Float64Array(bars * assets.length);
  assets.forEach(({ time, close }, asset) => {
    const closes = new Map(Array.from(time, (stamp, row) => [stamp, close[row]]));
    for (let bar = 0; bar < bars; bar++) {
      const before = closes.get(times[bar]) ?? Number.NaN;
      const after = closes.get(times[bar + 1]) ?? Number.NaN;
      values[bar * assets.length + asset] = after / before - 1;
    }
  });
  return { times, returns: { bars, assets: assets.length, values } };
}
