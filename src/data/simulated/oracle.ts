import { assert } from '#base';
import type { AssetPath } from './asset-path.ts';
import { hedgeFactor, type PlantedEdge } from './planted-edge.ts';

/** Sweeps over the assets; each sweep shrinks what is left of the error by about ρ. */
const SWEEPS = 8;

/**
 * What the best trader on the planted edge holds: the yardstick of studies, out of reach of strategies.
 *
 * With y = units · close · next bar's σ, momentum m and R the assets' correlations, he moves from
 * what he holds, y⁻, to the minimum of ½ (y − R⁻¹m)ᵀ R (y − R⁻¹m) + δ Σ|y − y⁻|,
 * δ = band / √(R⁻¹)_ii: nothing is traded whose marginal benefit stays below δ.
 *
 * @param paths - [a], of the same bars
 * @returns [a][t], units to hold from the next open, on a capital of 1 and with a volatility of
 *   about √a a bar; for the last bar, whose successor's σ is not there, its own σ
 * @see Martin and Schöneborn, Mean reversion pays, but costs, 2011
 */
export function oraclePositions(
  paths: readonly AssetPath[],
  correlation: number,
  edge: PlantedEdge,
): Float64Array[] {
  assert(paths.length > 0, 'an oracle has at least one asset');
  const bars = paths[0].momentum.length;
  const reach = edge.band / Math.sqrt(hedgeFactor(paths.length, correlation));
  const positions = paths.map(() => new Float64Array(bars));
  const held = new Float64Array(paths.length);
  const wanted = new Float64Array(paths.length);
  for (let row = 0; row < bars; row++) {
    const unit = ({ bars: { close }, volatility }: AssetPath) =>
      close[row] * volatility[Math.min(row + 1, bars - 1)];
    paths.forEach((path, asset) => {
      held[asset] = row === 0 ? 0 : positions[asset][row - 1] * unit(path);
    });
    wanted.set(held);
    for (let sweep = 0; sweep < SWEEPS; sweep++) {
      for (let asset = 0; asset < paths.length; asset++) {
        let others = -wanted[asset];
        for (const value of wanted) others += value;
        const aim = paths[asset].momentum[row] - correlation * others;
        wanted[asset] = clamp(held[asset], aim - reach, aim + reach);
      }
    }
    paths.forEach((path, asset) => {
      positions[asset][row] = wanted[asset] / unit(path);
    });
  }
  return positions;
}

/**
 * Net return on a constant capital of 1 of positions decided at a close and filled at the next open O.
 *
 * r_t = Σ_a x_t (O_{t+2} − O_{t+1}) − cost · |x_t − x_{t−1}| O_{t+1}
 *
 * @param positions - [a][t], x, units
 * @returns [t − 2], r of every bar that has two opens after it
 */
export function positionReturns(
  paths: readonly AssetPath[],
  positions: readonly Float64Array[],
  costBps: number,
): Float64Array {
  const bars = paths[0].bars.open.length;
  const returns = new Float64Array(Math.max(0, bars - 2));
  paths.forEach(({ bars: { open } }, asset) => {
    const held = positions[asset];
    for (let row = 0; row < returns.length; row++) {
      const traded = Math.abs(held[row] - (row === 0 ? 0 : held[row - 1]));
      returns[row] +=
        held[row] * (open[row + 2] - open[row + 1]) - (costBps / 10_000) * traded * open[row + 1];
    }
  });
  return returns;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
