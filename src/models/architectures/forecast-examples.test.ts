import { expect, it } from 'vitest';
import type { ModelTable } from '#features';
import { forecastExamples } from './forecast-examples.ts';
import { collectSamples } from '../samples.ts';

const HORIZON = 2;
const SEQ_LEN = 3;

/** A row's feature is its number; its labels are `drift` and, one bar later, `drift` + 1. */
function table(bars: number, drift: number): ModelTable {
  const rows = Array.from({ length: bars }, (_, row) => row);
  return {
    names: ['row'],
    times: Float64Array.from(rows),
    features: Float32Array.from(rows),
    ready: new Uint8Array(bars).fill(1),
    volatility: new Float64Array(bars).fill(0.01),
    horizonBars: HORIZON,
    targets: Float32Array.from(rows.flatMap(() => [drift, drift + 1])),
    labelEnd: Float64Array.from(rows, (row) => row + HORIZON),
  };
}

function examplesOf(tables: readonly ModelTable[], chosen: readonly number[]) {
  const samples = collectSamples(tables, SEQ_LEN, { from: 0, to: Number.POSITIVE_INFINITY });
  const source = forecastExamples(samples);
  const x = new Float32Array(chosen.length * SEQ_LEN);
  const y = new Float32Array(chosen.length * HORIZON);
  source.fill(Uint32Array.from(chosen), { x, y });
  return { count: source.count, x: [...x], y: [...y] };
}

it('gives windows in the order asked, and labels without most of their common mean', () => {
  // Two assets of 100 samples each; what is believed beforehand weighs as much as 1 · 2 / 0.01 = 200.
  const { count, x, y } = examplesOf([table(102, 1), table(102, 3)], [150, 0]);
  expect(count).toBe(200);
  expect(x).toEqual([50, 51, 52, 0, 1, 2]);
  // Their mean is 2.5, of which half is believed.
  expect(y).toEqual([1.75, 2.75, -0.25, 0.75]);
});

it('believes in the mean of many samples', () => {
  const { y } = examplesOf([table(20_002, 2.5)], [7]);
  const luck = 3 * (200 / 20_200);
  expect(y[0]).toBeCloseTo(2.5 - luck, 5);
  expect(y[1]).toBeCloseTo(3.5 - luck, 5);
});
