import { describe, expect, it } from 'vitest';
import { runGraph } from '../../tests/support/run-graph.ts';
import { gradients, maximum, minimum } from './index.ts';
import { filled, input, operation } from './graph.ts';
import { scoped } from './scope.ts';
import { add, multiply } from './ops/arithmetic.ts';
import { exp, power } from './ops/pointwise.ts';
import { sum } from './ops/sum.ts';

const x = input('x', [2]);
const numbers = Float32Array.of(1, 2);

describe('gradients', () => {
  it('add up over every path', async () => {
    const y = multiply(x, x);
    const [slope] = gradients(sum(add(multiply(y, x), y)), [x]);
    const found = await runGraph({ slope }, [[x, numbers]]);
    expect([...found.slope.data]).toEqual([3 + 2, 12 + 4]);
  });

  it('can be differentiated again', async () => {
    const [first] = gradients(sum(power(x, 3)), [x]);
    const [second] = gradients(sum(first), [x]);
    const found = await runGraph({ second }, [[x, numbers]]);
    expect([...found.second.data]).toEqual([6, 12]);
  });

  it('reach into the middle of a graph', async () => {
    const middle = exp(x);
    const [slope] = gradients(sum(multiply(middle, middle)), [middle]);
    const found = await runGraph({ slope, middle }, [[x, numbers]]);
    const doubled = Array.from(found.middle.data as Float32Array, (value) => 2 * value);
    expect([...found.slope.data]).toEqual(doubled);
  });

  it.each([
    ['maximum', maximum],
    ['minimum', minimum],
  ])('are shared by equal operands of %s', async (_, choose) => {
    const other = input('other', [2]);
    const [left, right] = gradients(sum(choose(x, other)), [x, other]);
    const found = await runGraph({ left, right }, [
      [x, numbers],
      [other, numbers],
    ]);
    expect(found).toMatchObject({
      left: { data: Float32Array.of(0.5, 0.5) },
      right: { data: Float32Array.of(0.5, 0.5) },
    });
  });

  it('are zeros where the loss does not depend on it', async () => {
    const other = input('other', [3]);
    const [slope] = gradients(sum(x), [other]);
    const found = await runGraph({ slope }, [[x, numbers]]);
    expect([...found.slope.data]).toEqual([0, 0, 0]);
  });

  it('survive a graph deeper than the call stack', async () => {
    let y = sum(x);
    for (let depth = 0; depth < 20_000; depth++) y = add(y, filled([], 0));
    const [slope] = gradients(y, [x]);
    expect([...(await runGraph({ slope }, [[x, numbers]])).slope.data]).toEqual([1, 1]);
  });

  it('refuse a loss that is no scalar', () => {
    expect(() => gradients(x, [x])).toThrow('the loss must be a scalar, and is [2].');
  });

  it('name the operation and layer that has none', () => {
    const y = scoped('layer', () => operation('Floor', [x], [2]));
    expect(() => gradients(sum(y), [x])).toThrow(/^Floor at layer has no gradient, .*stopGradient/);
    expect(gradients(add(sum(x), sum(multiply(y, 0))), [input('z', [])])).toHaveLength(1);
  });

  it('refuse an operation whose own gradient has another shape', () => {
    const y = operation('Exp', [x], [2], { gradient: () => [filled([3], 1)] });
    expect(() => gradients(sum(y), [x])).toThrow('a gradient of shape [3] for [2].');
  });
});
