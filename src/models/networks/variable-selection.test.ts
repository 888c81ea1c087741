import { describe, expect, it } from 'vitest';
import type { Parameters, ParameterSpec, Tensor } from '#tensor';
import { distance, firstWeights, noise, runNetwork } from '../../../tests/support/run-network.ts';
import { momentumTransformer } from './momentum-transformer.ts';
import { variableSelection } from './variable-selection.ts';

const OPTIONS = { width: 4, dropout: 0 };
const FEATURES = 3;
const X = noise('x', [2, 5, FEATURES]);
const network = (p: Parameters, x: Tensor) => ({ ...variableSelection(p, x, OPTIONS) });

const { specs, values } = firstWeights(network, X.shape);
/** Weights at which nothing is zero or equal by accident. */
const WEIGHTS = values.map((value, at) => value + 0.5 * Math.sin(at));

/** A number of a parameter by its index. */
function positionOf({ offset, shape }: ParameterSpec, ...index: readonly number[]): number {
  return offset + index.reduce((position, each, axis) => position * shape[axis] + each, 0);
}

function number(name: string, ...index: readonly number[]): number {
  const spec = specs.find((each) => each.name === name);
  return spec ? WEIGHTS[positionOf(spec, ...index)] : Number.NaN;
}

describe('variableSelection', () => {
  it('weighs all variables, by weights that sum to 1 and change with the bar', async () => {
    const { weights } = await runNetwork(network, X, WEIGHTS);
    expect(weights.shape).toEqual([2, 5, FEATURES]);
    const { data } = weights;
    for (let row = 0; row < 10; row++) {
      const shares = [...data.subarray(row * FEATURES, (row + 1) * FEATURES)];
      expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
      expect(Math.min(...shares)).toBeGreaterThan(0);
    }
    expect(distance(data.subarray(0, 3), data.subarray(3, 6))).toBeGreaterThan(1e-3);
  });

  it('is the weighted sum of one network for each variable, normalised', async () => {
    const { selected, weights } = await runNetwork(network, X, WEIGHTS);
    const [widths, bends] = [
      [0, 1, 2, 3],
      [0, 1],
    ];
    for (let row = 0; row < 10; row++) {
      const mixed = widths.map((k) => {
        let total = 0;
        for (let j = 0; j < FEATURES; j++) {
          const x = X.data[row * FEATURES + j];
          const of = (name: string, ...index: readonly number[]) =>
            number(`variables/${name}`, j, ...index);
          const hidden = bends.map((h) => {
            const inner = of('slope', h, 0) * x + of('slopeBias', h, 0);
            return inner > 0 ? inner : Math.exp(inner) - 1;
          });
          const layer = (name: string) =>
            hidden.reduce((sum, value, h) => sum + of(name, k, h) * value, of(`${name}Bias`, k, 0));
          const gated = layer('value') / (1 + Math.exp(-layer('gate')));
          total +=
            weights.data[row * FEATURES + j] * (of('skip', k) * x + of('skipBias', k) + gated);
        }
        return total;
      });
      const centre = mixed.reduce((a, b) => a + b) / 4;
      const variance = mixed.reduce((sum, value) => sum + (value - centre) ** 2, 0) / 4;
      const expected = mixed.map(
        (value, k) =>
          ((value - centre) / Math.sqrt(variance + 1e-5)) * number('norm/scale', k) +
          number('norm/offset', k),
      );
      expect(distance(selected.data.subarray(row * 4, row * 4 + 4), expected)).toBeLessThan(1e-4);
    }
  });

  it('does not care for the order of variables whose parameters go with them', async () => {
    const order = [2, 0, 1];
    const moved = WEIGHTS.slice();
    for (const spec of specs) {
      // In selection weights a variable is a column of what reads x, and a row of what names variables.
      const axis = spec.shape.findIndex((length) => length === FEATURES);
      if (axis === -1) continue;
      const size = spec.shape.reduce((a, b) => a * b, 1);
      for (let position = 0; position < size; position++) {
        const index = [...spec.shape.keys()].map(
          (each) =>
            Math.floor(position / spec.shape.slice(each + 1).reduce((a, b) => a * b, 1)) %
            spec.shape[each],
        );
        const from = index.map((each, of) => (spec.shape[of] === FEATURES ? order[each] : each));
        moved[positionOf(spec, ...index)] = WEIGHTS[positionOf(spec, ...from)];
      }
    }
    const data = X.data.map((_, k) => X.data[k - (k % FEATURES) + order[k % FEATURES]]);
    const before = await runNetwork(network, X, WEIGHTS);
    const after = await runNetwork(network, { ...X, data }, moved);
    expect(distance(after.selected.data, before.selected.data)).toBeLessThan(1e-5);
    const weights = before.weights.data;
    const expected = weights.map((_, k) => weights[k - (k % FEATURES) + order[k % FEATURES]]);
    expect(distance(after.weights.data, expected)).toBeLessThan(1e-6);
    const unmoved = await runNetwork(network, { ...X, data }, WEIGHTS);
    expect(distance(unmoved.selected.data, before.selected.data)).toBeGreaterThan(0.01);
  });
});

describe('momentumTransformer', () => {
  const trader = (p: Parameters, x: Tensor) => ({
    y: momentumTransformer(p, x, { width: 8, heads: 2, dropout: 0 }),
  });

  it('starts nearly flat, and holds no more than everything', async () => {
    const x = noise('x', [8, 20, 6]);
    const { specs: learned, values: first } = firstWeights(trader, x.shape);
    const { y } = await runNetwork(trader, x, first);
    expect(y.shape).toEqual([8, 20]);
    const size = (positions: Float32Array) => Math.max(...positions.map(Math.abs));
    expect(size(y.data)).toBeLessThan(0.1);
    expect(size(y.data)).toBeGreaterThan(0.001);
    const bold = first.slice();
    const weight = learned.find(({ name }) => name === 'position/weight')?.offset ?? 0;
    for (let k = 0; k < 8; k++) bold[weight + k] *= 300;
    const positions = (await runNetwork(trader, x, bold)).y.data;
    expect(size(positions)).toBeGreaterThan(0.9);
    expect(size(positions)).toBeLessThanOrEqual(1);
    expect(Math.min(...positions)).toBeLessThan(-0.5);
  });
});
