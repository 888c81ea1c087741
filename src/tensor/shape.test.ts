import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  constant,
  gatedLinearUnit,
  gather,
  linear,
  lstm,
  matmul,
  reshape,
  scoped,
  transpose,
} from './index.ts';
import { filled, input } from './graph.ts';
import { attention } from './ops/attention.ts';
import { add } from './ops/arithmetic.ts';
import { layerNorm } from './ops/layer-norm.ts';
import { concat, slice, split } from './ops/slicing.ts';
import { expand } from './ops/sum.ts';
import { broadcastShapes, elementCount, resolveReshape, sizeOf } from './shape.ts';

const shapes = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 });

describe('broadcasting', () => {
  it('has a shape that holds both, whatever comes first, and stretches ones only', () => {
    fc.assert(
      fc.property(shapes, fc.infiniteStream(fc.boolean()), fc.nat(4), (whole, flips, dropped) => {
        const shrink = (shape: number[]) =>
          shape.map((length) => (flips.next().value === true ? 1 : length));
        const a = shrink(whole);
        const b = whole.map((length, at) => (a[at] === 1 ? length : 1)).slice(dropped);
        const kept = b.length === whole.length || whole.length - b.length <= dropped;
        expect(kept).toBe(true);
        const both = broadcastShapes('test', a, b);
        expect(broadcastShapes('test', b, a)).toEqual(both);
        expect(both).toHaveLength(whole.length);
        for (const [at, length] of both.entries()) {
          const other = b[at - whole.length + b.length] ?? 1;
          expect(length).toBe(a[at] === 1 ? other : a[at]);
        }
        expect(broadcastShapes('test', both, a)).toEqual(both);
      }),
    );
  });

  it('keeps an open batch', () => {
    expect(broadcastShapes('test', ['batch', 3], [3])).toEqual(['batch', 3]);
    expect(broadcastShapes('test', [1, 3], ['batch', 1])).toEqual(['batch', 3]);
    expect(() => broadcastShapes('test', ['batch', 3], [2, 3])).toThrow('[batch, 3] and [2, 3]');
  });
});

describe('reshaping', () => {
  it('keeps the count, and works out the one length that is left open', () => {
    fc.assert(
      fc.property(shapes, fc.nat(3), (shape, at) => {
        const target = shape.map((length, axis) => (axis === at % shape.length ? -1 : length));
        expect(resolveReshape(shape, target)).toEqual(shape);
        expect(elementCount(resolveReshape(shape, [-1]))).toBe(sizeOf(shape));
      }),
    );
  });

  it('carries an open batch through products', () => {
    expect(resolveReshape(['batch', 6, 4], [-1, 4])).toEqual(['batch*6', 4]);
    expect(resolveReshape(['batch*6', 4], ['batch', 6, 4])).toEqual(['batch', 6, 4]);
    expect(resolveReshape(['batch', 6], ['batch', -1, 2])).toEqual(['batch', 3, 2]);
    expect(() => resolveReshape(['batch', 6], [-1, 4])).toThrow('does not fit');
    expect(() => resolveReshape([6], ['batch', 6])).toThrow('does not fit');
    expect(() => elementCount(['batch', 'batch'])).toThrow('[batch, batch] is open twice');
  });
});

describe('an operation that does not fit says so in a sentence, with its place and the shapes', () => {
  const x = (...shape: number[]) => filled(shape, 1);

  it.each([
    [() => add(x(2, 3), x(2)), 'Add at block/head: [2, 3] and [2] do not broadcast.'],
    [
      () => matmul(x(2, 3), x(2, 3)),
      'matmul at block/head: [2, 3] and [2, 3] do not fit: 3 against 2.',
    ],
    [
      () => matmul(x(2, 3), x(3, 2), { transposeRight: true }),
      'matmul at block/head: [2, 3] and [3, 2]ᵀ do not fit: 3 against 2.',
    ],
    [
      () => gatedLinearUnit(x(2, 3), x(3)),
      'gatedLinearUnit at block/head: value and gate differ: [2, 3] and [3].',
    ],
    [() => matmul(x(3), x(3, 2)), 'matmul at block/head: [3] and [3, 2] are not both matrices.'],
    [
      () => linear(x(2, 3), x(4, 5)),
      'linear at block/head: x [2, 3] and weight [4, 5] do not fit: [..., in] and [out, in].',
    ],
    [
      () => linear(x(2, 3), x(4, 3), x(3)),
      'linear at block/head: bias [3] and weight [4, 3] do not fit: [out] and [out, in].',
    ],
    [
      () => layerNorm(x(2, 3), x(2), x(3)),
      'layerNorm at block/head: [2, 3], [2], [3] are not [..., n], [n], [n].',
    ],
    [() => reshape(x(2, 3), [4, -1]), 'reshape at block/head: [2, 3] does not fit into [4, -1].'],
    [() => reshape(x(2, 3), [-1, -1]), 'reshape at block/head: [-1, -1] has more than one -1.'],
    [() => transpose(x(2, 3), [0, 0]), 'transpose at block/head: [0, 0] is no order of [2, 3].'],
    [() => slice(x(2, 3), 1, 2, 2), 'slice at block/head: axis 1 of [2, 3] has no 2 to 2.'],
    [() => slice(x(2, 3), 2, 0), 'slice at block/head: [2, 3] has no axis 2.'],
    [() => split(x(2, 3), 1, [1, 1]), 'split at block/head: axis 1 of [2, 3] is not 1 + 1.'],
    [
      () => concat([x(2, 3), x(3, 3)], 1),
      'concat at block/head: [2, 3] and [3, 3] differ in more than axis 1.',
    ],
    [() => expand(x(2), [3]), 'expand at block/head: [2] and [3] do not broadcast.'],
    [() => expand(x(2, 3), [3]), 'expand at block/head: [2, 3] does not grow to [3].'],
    [() => gather(x(2, 3), [3], 1), 'gather at block/head: axis 1 of [2, 3] has no 3.'],
    [
      () => gather(x(2, 3), input('i', [2]), 1),
      'gather at block/head: the indices must be int64 [n], and are float32 [2].',
    ],
    [
      () => attention(x(2, 3), x(4, 3), x(4, 3), { causal: true }),
      'attention at block/head: [2, 3] and [4, 3] have no causal order: lengths differ.',
    ],
    [
      () => lstm(x(2, 3, 4), { input: x(8, 4), recurrent: x(8, 3), bias: x(8) }),
      'lstm at block/head: [2, 3, 4], [8, 4], [8, 3], [8] are not [b, t, f], [4h, f], [4h, h], [4h].',
    ],
    [() => constant([1, 2], [3]), 'constant at block/head: 2 values, but [3].'],
  ] as const)('%#: %s', (build: () => unknown, sentence) => {
    const place = () => scoped('block', () => scoped('head', build));
    expect(place).toThrow(expect.objectContaining({ code: 'tensor/shape', message: sentence }));
  });
});
