import { describe, it } from 'vitest';
import {
  type Dense,
  dense,
  erf,
  map,
  softmaxRow,
  tabulate,
  total,
  zip,
} from '../../../tests/support/dense.ts';
import { checkGradient, type GradientCase } from '../../../tests/support/gradient-check.ts';
import {
  absolute,
  add,
  asNumbers,
  pick,
  clip,
  concat,
  constant,
  divide,
  elu,
  equal,
  errorFunction,
  exp,
  expand,
  flatten,
  gatedLinearUnit,
  gather,
  gelu,
  greater,
  greaterOrEqual,
  layerNorm,
  log,
  logSoftmax,
  logSumExp,
  max,
  maximum,
  mean,
  minimum,
  multiply,
  negate,
  pad,
  power,
  relu,
  reshape,
  sigmoid,
  sign,
  slice,
  softmax,
  softplus,
  split,
  sqrt,
  square,
  stopGradient,
  subtract,
  sum,
  tanh,
  type Tensor,
  transpose,
  where,
} from '../index.ts';

const logistic = (x: number) => 1 / (1 + Math.exp(-x));
const positive = [0.3, 3] as const;

function unary(
  name: string,
  build: (x: Tensor) => Tensor,
  f: (x: number) => number,
  range: readonly [number, number] = [-2, 2],
): GradientCase {
  return { name, shapes: [[3, 4]], build, reference: (x) => map(x, f), range };
}

function binary(
  name: string,
  build: (a: Tensor, b: Tensor) => Tensor,
  f: (a: number, b: number) => number,
  range: readonly [number, number] = [-2, 2],
): readonly GradientCase[] {
  const shapes = [
    [
      [2, 3],
      [2, 3],
      [2, 3],
    ],
    [[2, 3], [3], [2, 3]],
    [[], [2, 3], [2, 3]],
    [
      [2, 1, 4],
      [3, 1],
      [2, 3, 4],
    ],
    [
      [1, 3],
      [2, 1],
      [2, 3],
    ],
    [
      [4, 1],
      [2, 4, 3],
      [2, 4, 3],
    ],
  ];
  return shapes.map(([a, b, y]) => ({
    name: `${name} of [${a.join()}] and [${b.join()}]`,
    shapes: [a, b],
    build,
    reference: (left, right) => zip(y, left, right, f),
    range,
  }));
}

const ELEMENTWISE: readonly GradientCase[] = [
  ...binary('add', add, (a, b) => a + b),
  ...binary('subtract', subtract, (a, b) => a - b),
  ...binary('multiply', multiply, (a, b) => a * b),
  ...binary('divide', divide, (a, b) => a / b, positive),
  ...binary('maximum', maximum, Math.max),
  ...binary('minimum', minimum, Math.min),
  ...binary(
    'where',
    (a, b) => where(greaterOrEqual(b, 0), a, multiply(b, 2)),
    (a, b) => (b >= 0 ? a : 2 * b),
  ),
  unary('negate', negate, (x) => -x),
  unary('exp', exp, Math.exp),
  unary('log', log, Math.log, positive),
  unary('sqrt', sqrt, Math.sqrt, positive),
  unary('square', square, (x) => x * x),
  unary(
    'power',
    (x) => power(x, 2.5),
    (x) => x ** 2.5,
    positive,
  ),
  unary('absolute', absolute, Math.abs),
  unary('sign', (x) => multiply(x, sign(x)), Math.abs),
  unary('tanh', tanh, Math.tanh),
  unary('sigmoid', sigmoid, logistic),
  unary('relu', relu, (x) => Math.max(0, x)),
  unary('softplus', softplus, (x) => Math.log1p(Math.exp(x))),
  unary('errorFunction', errorFunction, erf),
  unary(
    'clip',
    (x) => clip(x, -0.7, 0.5),
    (x) => Math.min(0.5, Math.max(-0.7, x)),
  ),
  unary(
    'gelu',
    (x) => gelu(x),
    (x) => 0.5 * x * (1 + erf(x * Math.SQRT1_2)),
    [-4, 4],
  ),
  unary(
    'tanh gelu',
    (x) => gelu(x, 'tanh'),
    (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
    [-4, 4],
  ),
  unary('elu', elu, (x) => (x > 0 ? x : Math.exp(x) - 1), [-4, 4]),
  {
    name: 'gatedLinearUnit',
    shapes: [
      [2, 3],
      [2, 3],
    ],
    build: gatedLinearUnit,
    reference: (value, gate) => zip([2, 3], value, gate, (a, b) => a * logistic(b)),
  },
  unary(
    'a condition as numbers',
    (x) => multiply(x, asNumbers(greater(x, 0.5))),
    (x) => (x > 0.5 ? x : 0),
  ),
  unary(
    'ties shared by maximum',
    (x) => maximum(x, x),
    (x) => x,
  ),
];

const rowMax = (x: Dense, row: number) =>
  Math.max(...Array.from({ length: 4 }, (_, k) => x.at(row, k)));

const REDUCTIONS: readonly GradientCase[] = [
  {
    name: 'sum of everything',
    shapes: [[2, 3, 2]],
    build: (x) => sum(x),
    reference: (x) => dense([], Float64Array.of(x.data.reduce((a, b) => a + b))),
  },
  {
    name: 'sum over the middle',
    shapes: [[2, 3, 2]],
    build: (x) => sum(x, [1]),
    reference: (x) => tabulate([2, 2], (i, k) => total(3, (j) => x.at(i, j, k))),
  },
  {
    name: 'mean, axes kept',
    shapes: [[2, 3, 2]],
    build: (x) => mean(x, [0, -1], { keepDimensions: true }),
    reference: (x) =>
      tabulate([1, 3, 1], (_, j) => total(2, (i) => total(2, (k) => x.at(i, j, k))) / 4),
  },
  {
    name: 'mean of everything',
    shapes: [[2, 3]],
    build: (x) => mean(x),
    reference: (x) => dense([], Float64Array.of(x.data.reduce((a, b) => a + b) / 6)),
  },
  {
    name: 'max',
    shapes: [[3, 4]],
    build: (x) => max(x, [1]),
    reference: (x) => tabulate([3], (i) => rowMax(x, i)),
  },
  {
    name: 'logSumExp',
    shapes: [[3, 4]],
    build: (x) => logSumExp(x, [1]),
    reference: (x) => tabulate([3], (i) => Math.log(total(4, (k) => Math.exp(x.at(i, k))))),
  },
  {
    name: 'softmax over the first axis',
    shapes: [[4, 3]],
    build: (x) => softmax(x, 0),
    reference: (x) =>
      tabulate([4, 3], (i, j) => softmaxRow([0, 1, 2, 3].map((k) => x.at(k, j)))[i]),
  },
  {
    name: 'softmax',
    shapes: [[2, 3, 4]],
    build: (x) => softmax(x),
    reference: (x) =>
      tabulate([2, 3, 4], (i, j, k) => softmaxRow([0, 1, 2, 3].map((l) => x.at(i, j, l)))[k]),
  },
  {
    name: 'logSoftmax',
    shapes: [[3, 4]],
    build: (x) => logSoftmax(x),
    reference: (x) =>
      tabulate([3, 4], (i, j) => Math.log(softmaxRow([0, 1, 2, 3].map((k) => x.at(i, k)))[j])),
  },
  {
    name: 'layerNorm',
    shapes: [[2, 3, 5], [5], [5]],
    build: (x, scale, offset) => layerNorm(x, scale, offset),
    reference: (x, scale, offset) =>
      tabulate([2, 3, 5], (i, j, k) => {
        const centre = total(5, (l) => x.at(i, j, l)) / 5;
        const variance = total(5, (l) => (x.at(i, j, l) - centre) ** 2) / 5;
        return ((x.at(i, j, k) - centre) / Math.sqrt(variance + 1e-5)) * scale.at(k) + offset.at(k);
      }),
  },
];

const SHAPES: readonly GradientCase[] = [
  {
    name: 'reshape and transpose',
    shapes: [[2, 3, 4]],
    build: (x) => transpose(reshape(flatten(x), [4, -1]), [1, 0]),
    reference: (x) => tabulate([6, 4], (i, j) => x.data[j * 6 + i]),
  },
  {
    name: 'transpose of three axes',
    shapes: [[2, 3, 4]],
    build: (x) => transpose(x, [2, 0, 1]),
    reference: (x) => tabulate([4, 2, 3], (k, i, j) => x.at(i, j, k)),
  },
  {
    name: 'slice, from the end',
    shapes: [[3, 5]],
    build: (x) => slice(x, 1, -4, -1),
    reference: (x) => tabulate([3, 3], (i, j) => x.at(i, j + 1)),
  },
  {
    name: 'one position',
    shapes: [[2, 3, 4]],
    build: (x) => pick(x, 1, -1),
    reference: (x) => tabulate([2, 4], (i, k) => x.at(i, 2, k)),
  },
  {
    name: 'pad',
    shapes: [[2, 3]],
    build: (x) => pad(x, 1, 1, 2),
    reference: (x) => tabulate([2, 6], (i, j) => (j >= 1 && j < 4 ? x.at(i, j - 1) : 0)),
  },
  {
    name: 'concat of split, in another order, one part unused',
    shapes: [[6, 2]],
    build: (x) => {
      const [a, , c] = split(x, 0, [1, 2, 3]);
      return concat([c, a], 0);
    },
    reference: (x) => tabulate([4, 2], (i, j) => x.at(i < 3 ? i + 3 : 0, j)),
  },
  {
    name: 'gather, an index twice',
    shapes: [[2, 4, 3]],
    build: (x) => gather(x, [3, 0, 3], 1),
    reference: (x) => tabulate([2, 3, 3], (i, j, k) => x.at(i, [3, 0, 3][j], k)),
  },
  {
    name: 'expand',
    shapes: [[3, 1]],
    build: (x) => expand(x, [2, 3, 4]),
    reference: (x) => tabulate([2, 3, 4], (_, j) => x.at(j, 0)),
  },
  {
    name: 'an expansion times what broadcasts to it, and times what does not',
    shapes: [[3, 1], [4], [2, 3, 4]],
    build: (x, row, whole) => {
      const repeated = expand(x, [2, 3, 4]);
      return add(multiply(repeated, row), multiply(whole, expand(row, [2, 3, 4])));
    },
    reference: (x, row, whole) =>
      tabulate([2, 3, 4], (i, j, k) => (x.at(j, 0) + whole.at(i, j, k)) * row.at(k)),
  },
  {
    name: 'stopGradient beside a path that counts',
    shapes: [[3]],
    build: (x) => subtract(multiply(x, 3), multiply(stopGradient(constant([1, 2, 3], [3])), 2)),
    reference: (x) => tabulate([3], (i) => 3 * x.at(i) - 2 * (i + 1)),
  },
  {
    name: 'a condition from equality',
    shapes: [[3]],
    build: (x) => where(equal(constant([1, 0, 1], [3]), 1), x, square(x)),
    reference: (x) => tabulate([3], (i) => (i === 1 ? x.at(i) ** 2 : x.at(i))),
  },
];

describe.each([
  ['elementwise', ELEMENTWISE],
  ['reductions', REDUCTIONS],
  ['shapes', SHAPES],
])('value and gradient: %s', (_, cases) => {
  it.each(cases)('$name', checkGradient);
});
