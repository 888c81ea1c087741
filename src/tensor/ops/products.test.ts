import { describe, it } from 'vitest';
import { type Dense, dense, softmaxRow, tabulate, total } from '../../../tests/support/dense.ts';
import { checkGradient, type GradientCase } from '../../../tests/support/gradient-check.ts';
import { attention, linear, lstm, matmul, type Tensor } from '../index.ts';

const logistic = (x: number) => 1 / (1 + Math.exp(-x));

const PRODUCTS: readonly GradientCase[] = [
  ...[false, true].flatMap((left) =>
    [false, true].map((right) => ({
      name: `matmul${left ? ', left transposed' : ''}${right ? ', right transposed' : ''}`,
      shapes: [left ? [4, 3] : [3, 4], right ? [2, 4] : [4, 2]],
      build: (a: Tensor, b: Tensor) =>
        matmul(a, b, { transposeLeft: left, transposeRight: right, scale: 0.5 }),
      reference: (a: Dense, b: Dense) =>
        tabulate([3, 2], (i, j) =>
          total(
            4,
            (k) => 0.5 * (left ? a.at(k, i) : a.at(i, k)) * (right ? b.at(j, k) : b.at(k, j)),
          ),
        ),
    })),
  ),
  ...[false, true].flatMap((left) =>
    [false, true].map((right) => ({
      name: `batched matmul, broadcasting${left ? ', left transposed' : ''}${right ? ', right transposed' : ''}`,
      shapes: [left ? [2, 1, 4, 3] : [2, 1, 3, 4], right ? [5, 2, 4] : [5, 4, 2]],
      build: (a: Tensor, b: Tensor) => matmul(a, b, { transposeLeft: left, transposeRight: right }),
      reference: (a: Dense, b: Dense) =>
        tabulate([2, 5, 3, 2], (n, m, i, j) =>
          total(
            4,
            (k) =>
              (left ? a.at(n, 0, k, i) : a.at(n, 0, i, k)) *
              (right ? b.at(m, j, k) : b.at(m, k, j)),
          ),
        ),
    })),
  ),
  {
    name: 'linear',
    shapes: [[2, 3, 4], [5, 4], [5]],
    build: linear,
    reference: (x, w, b) =>
      tabulate([2, 3, 5], (i, j, o) => b.at(o) + total(4, (k) => x.at(i, j, k) * w.at(o, k))),
  },
  ...[false, true].map((causal) => ({
    name: `attention${causal ? ', causal' : ''}`,
    shapes: [
      [2, 4, 3],
      [2, 4, 3],
      [2, 4, 5],
    ],
    build: (q: Tensor, k: Tensor, v: Tensor) => attention(q, k, v, { causal }),
    reference: (q: Dense, k: Dense, v: Dense) =>
      tabulate([2, 4, 5], (n, i, e) => {
        const seen = Array.from({ length: causal ? i + 1 : 4 }, (_, j) => j);
        const score = (j: number) => total(3, (d) => q.at(n, i, d) * k.at(n, j, d)) / Math.sqrt(3);
        const weights = softmaxRow(seen.map(score));
        return seen.reduce((result, j) => result + weights[j] * v.at(n, j, e), 0);
      }),
  })),
  ...[1, 4].map((time) => ({
    name: `lstm over ${time} steps`,
    shapes: [[2, time, 3], [8, 3], [8, 2], [8]],
    range: [-1, 1] as const,
    build: (x: Tensor, input: Tensor, recurrent: Tensor, bias: Tensor) =>
      lstm(x, { input, recurrent, bias }),
    reference: plainLstm,
  })),
];

function plainLstm(x: Dense, w: Dense, r: Dense, b: Dense): Dense {
  const [batch, time, features] = x.shape;
  const width = r.shape[1];
  const states = new Float64Array(batch * time * width);
  for (let n = 0; n < batch; n++) {
    let state = new Float64Array(width);
    let cell = new Float64Array(width);
    for (let t = 0; t < time; t++) {
      const z = (row: number) =>
        b.at(row) +
        total(features, (f) => w.at(row, f) * x.at(n, t, f)) +
        total(width, (h) => r.at(row, h) * state[h]);
      cell = cell.map(
        (before, h) =>
          logistic(z(2 * width + h)) * before + logistic(z(h)) * Math.tanh(z(3 * width + h)),
      );
      state = cell.map((value, h) => logistic(z(width + h)) * Math.tanh(value));
      states.set(state, (n * time + t) * width);
    }
  }
  return dense([batch, time, width], states);
}

describe('value and gradient: products and layers', () => {
  it.each(PRODUCTS)('$name', checkGradient);
});
