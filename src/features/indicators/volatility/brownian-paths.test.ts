import { describe, expect, it } from 'vitest';
import { type BarTable, emptyBarTable, Random } from '#base';
import { valuesOf } from '../../../../tests/contracts/feature.ts';
import { VOLATILITY_FEATURES } from './volatility-features.ts';

const WINDOW = 21;
const WINDOWS = 300;
const STEPS = 16;
const DAY_MS = 86_400_000;
/** Variance a bar, and the part of it that falls between bars. */
const VARIANCE = 0.02 ** 2;
const GAP_SHARE = 0.3;

/**
 * Bars of a Brownian log price, its extremes drawn exactly: between two points of the path the highest
 * one has a known law, so that few points suffice.
 */
function brownianBars(seed: number, driftPerBar: number): BarTable {
  const random = new Random(seed);
  const table = emptyBarTable(WINDOW * WINDOWS + 1);
  const variance = ((1 - GAP_SHARE) * VARIANCE) / STEPS;
  const farthest = (move: number) =>
    (Math.abs(move) + Math.sqrt(move * move - 2 * variance * Math.log(1 - random.uniform()))) / 2;
  // Around 1, however far a drift goes.
  let log = (-driftPerBar * table.time.length) / 2;
  for (let row = 0; row < table.time.length; row++) {
    log += Math.sqrt(GAP_SHARE * VARIANCE) * random.normal();
    table.time[row] = Date.UTC(2000, 0, 1) + row * DAY_MS;
    table.open[row] = Math.exp(log);
    let highest = log;
    let lowest = log;
    for (let step = 0; step < STEPS; step++) {
      const move = driftPerBar / STEPS + Math.sqrt(variance) * random.normal();
      highest = Math.max(highest, log + farthest(move) - Math.max(0, -move));
      lowest = Math.min(lowest, log - farthest(move) + Math.max(0, move));
      log += move;
    }
    table.high[row] = Math.exp(highest);
    table.low[row] = Math.exp(lowest);
    table.close[row] = Math.exp(log);
    table.volume[row] = 1;
  }
  return table;
}

/** Mean variance over windows that share no bar. */
function meanVariance(name: string, bars: BarTable): number {
  const definition = VOLATILITY_FEATURES.find((candidate) => candidate.name === name);
  expect(definition).toBeDefined();
  if (definition === undefined) return Number.NaN;
  const values = valuesOf(definition, bars);
  let sum = 0;
  for (let window = 1; window <= WINDOWS; window++) sum += values[window * WINDOW] ** 2;
  return sum / WINDOWS;
}

const WITHIN_BARS = 1 - GAP_SHARE;
/** Squared relative error of each estimator for one bar, from the papers. */
const PARKINSON = 0.407;
const GARMAN_KLASS = 0.27;
const ROGERS_SATCHELL = 0.331;
/** At most this: the gaps' own sample variance, and within bars no worse than Rogers and Satchell. */
const YANG_ZHANG =
  2 * GAP_SHARE ** 2 * (WINDOW / (WINDOW - 1)) + WITHIN_BARS ** 2 * ROGERS_SATCHELL;

describe('on a Brownian path of known volatility', () => {
  const drift = 0.5 * Math.sqrt(VARIANCE);

  it.each([
    ['parkinson21', 0, WITHIN_BARS, PARKINSON],
    ['garman_klass21', 0, WITHIN_BARS, GARMAN_KLASS],
    ['rogers_satchell21', 0, WITHIN_BARS, ROGERS_SATCHELL],
    ['rogers_satchell21', drift, WITHIN_BARS, ROGERS_SATCHELL],
    ['yang_zhang21', 0, 1, YANG_ZHANG],
    ['yang_zhang21', drift, 1, YANG_ZHANG],
  ] as const)(
    '%s with drift %f finds it within three standard errors',
    (name, perBar, share, error) => {
      const relative = meanVariance(name, brownianBars(11, perBar)) / (share * VARIANCE);
      const standardError = Math.sqrt(error / (WINDOW * WINDOWS));
      expect(Math.abs(relative - 1)).toBeLessThan(3 * standardError);
    },
  );

  it('is overestimated by Parkinson where there is a drift, which Rogers and Satchell do not mind', () => {
    const bars = brownianBars(11, 2 * Math.sqrt(VARIANCE));
    expect(meanVariance('parkinson21', bars)).toBeGreaterThan(2 * WITHIN_BARS * VARIANCE);
    expect(meanVariance('rogers_satchell21', bars)).toBeLessThan(1.1 * WITHIN_BARS * VARIANCE);
  });
});
