import { describe, expect, it } from 'vitest';
import { Random } from '#base';
import { systemSchema } from '#config';
import { ALL_TIME, type ModelTable } from '#features';
import { ridge } from './ridge.ts';
import { collectSamples } from '../samples.ts';
import type { TrainingTask } from '../architecture.ts';
import { QUIET_SERVICES } from '../training/training-services.ts';

const NAMES = ['a', 'b', 'c'];
const HORIZON = 2;

/** A table whose targets are planted: y_k = k·(0.5 a − 0.3 c) + noise. */
function plantedTable(rows: number, noise: number): ModelTable {
  const random = new Random(3);
  const features = Float32Array.from({ length: rows * NAMES.length }, () => random.normal());
  const targets = new Float32Array(rows * HORIZON);
  for (let row = 0; row < rows; row++) {
    const [a, , c] = features.subarray(row * 3, row * 3 + 3);
    for (let k = 1; k <= HORIZON; k++) {
      targets[row * HORIZON + k - 1] = k * (0.5 * a - 0.3 * c) + noise * random.normal();
    }
  }
  return {
    names: NAMES,
    times: Float64Array.from({ length: rows }, (_, row) => row),
    features,
    ready: new Uint8Array(rows).fill(1),
    volatility: new Float64Array(rows).fill(0.01),
    horizonBars: HORIZON,
    targets,
    labelEnd: Float64Array.from({ length: rows }, (_, row) => row + HORIZON),
  };
}

/** Gauss-Jordan elimination with the largest pivot: another way to the same weights. */
function gaussJordan(matrix: number[][], right: number[]): number[] {
  const rows = matrix.map((row, at) => [...row, right[at]]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    const below = rows.slice(column).map((row) => Math.abs(row[column]));
    const pivot = column + below.indexOf(Math.max(...below));
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    rows[column] = rows[column].map((value) => value / rows[column][column]);
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const times = rows[row][column];
      rows[row] = rows[row].map((value, at) => value - times * rows[column][at]);
    }
  }
  return rows.map((row) => row[size]);
}

/** Ridge by its definition: standardise, add λ to the diagonal, solve, undo the standardising. */
function plainRidge(table: ModelTable, k: number, lambda: number): number[] {
  const rows = table.times.length;
  const column = (at: number) =>
    Array.from({ length: rows }, (_, row) => table.features[row * 3 + at]);
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / rows;
  const columns = NAMES.map((_, at) => column(at));
  const means = columns.map(mean);
  const deviations = columns.map((values, at) =>
    Math.sqrt(mean(values.map((value) => (value - means[at]) ** 2))),
  );
  const z = columns.map((values, at) => values.map((v) => (v - means[at]) / deviations[at]));
  const y = Array.from({ length: rows }, (_, row) => table.targets[row * HORIZON + k]);
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, at) => sum + value * b[at], 0);
  const system = z.map((left, i) => z.map((other, j) => dot(left, other) + (i === j ? lambda : 0)));
  const solved = gaussJordan(
    system,
    z.map((values) => dot(values, y)),
  );
  return solved.map((weight, at) => weight / deviations[at]);
}

function taskFor(table: ModelTable, penalty: number, validation: ModelTable | null = null) {
  const config = systemSchema.parse({ model: { ridge: { penalty } } });
  const samples = collectSamples([table], 1, ALL_TIME);
  const held = validation === null ? null : collectSamples([validation], 1, ALL_TIME);
  return {
    samples,
    validation: held,
    config,
    seed: 1,
    choices: null,
    services: QUIET_SERVICES,
    run: 'test',
  };
}

async function trained(task: TrainingTask) {
  const outcome = await ridge.train(task);
  if (outcome.kind !== 'trained') throw new Error(outcome.kind);
  return outcome;
}

describe('ridge', () => {
  it('solves what a plain solver solves', async () => {
    const table = plantedTable(200, 1);
    const { model } = await trained(taskFor(table, 0.25));
    const [weight] = model.weights();
    const lambda = (0.25 * NAMES.length * HORIZON) / 0.01;
    for (let k = 0; k < HORIZON; k++) {
      plainRidge(table, k, lambda).forEach((expected, at) => {
        expect(weight.data[k * NAMES.length + at]).toBeCloseTo(expected, 12);
      });
    }
  });

  it('finds a planted linear signal, and the small penalty that suits it', async () => {
    const task = taskFor(plantedTable(2000, 0.2), 1, plantedTable(500, 0.2));
    const { model, choices } = await trained(task);
    expect(choices['penalty']).toBe(0.001);
    const [weight] = model.weights();
    [0.5, 0, -0.3, 1, 0, -0.6].forEach((planted, at) => {
      expect(weight.data[at]).toBeCloseTo(planted, 1);
    });
  });

  it('keeps the believed penalty where the validation samples say nothing', async () => {
    const { choices } = await trained(taskFor(plantedTable(400, 30), 1, plantedTable(100, 30)));
    expect(choices['penalty']).toBe(1);
  });

  it('uses a choice made before without asking the samples', async () => {
    const task = { ...taskFor(plantedTable(400, 0.2), 1, plantedTable(100, 0.2)) };
    const { choices } = await trained({ ...task, choices: { penalty: 4 } });
    expect(choices['penalty']).toBe(4);
  });

  it('refuses weights of another shape', async () => {
    const spec = { features: NAMES, seqLen: 1, horizonBars: HORIZON };
    const wrong = [{ name: 'weight', shape: [2], data: new Float64Array(2) }];
    await expect(ridge.restore(spec, {}, wrong)).rejects.toThrow(/'weight' of 6 values .* found 2/);
  });
});
