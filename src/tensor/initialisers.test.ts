import { describe, expect, it } from 'vitest';
import { mean, Random, standardDeviation } from '#base';
import { fanInUniform, glorot, he, normal, ones, orthogonal, uniform, zeros } from './index.ts';
import { Parameters } from './parameters.ts';

const draw = () => new Random(11);

describe('initialisers', () => {
  it.each([
    ['fan-in uniform', fanInUniform, 1 / Math.sqrt(3 * 200)],
    ['glorot', glorot, Math.sqrt(2 / 300)],
    ['he', he, Math.sqrt(2 / 200)],
    ['normal', normal(0.3), 0.3],
    ['uniform', uniform(0.3), 0.3 / Math.sqrt(3)],
  ])('%s has mean 0 and its deviation', (_, initialiser, deviation) => {
    const values = Float64Array.from(initialiser([100, 200], draw()));
    expect(mean(values)).toBeCloseTo(0, 2);
    expect(standardDeviation(values) / deviation).toBeCloseTo(1, 1);
  });

  it.each([
    [4, 7],
    [7, 4],
    [5, 5],
  ])('orthogonal of [%i, %i] has orthonormal rows or columns', (rows, columns) => {
    const values = orthogonal(2)([rows, columns], draw());
    const tall = rows > columns;
    const [count, length] = tall ? [columns, rows] : [rows, columns];
    const at = (vector: number, k: number) =>
      tall ? values[k * columns + vector] : values[vector * columns + k];
    for (let a = 0; a < count; a++) {
      for (let b = 0; b < count; b++) {
        let product = 0;
        for (let k = 0; k < length; k++) product += at(a, k) * at(b, k);
        expect(product).toBeCloseTo(a === b ? 4 : 0, 5);
      }
    }
  });

  it('zeros and ones are that', () => {
    expect([...zeros([2], draw()), ...ones([2], draw())]).toEqual([0, 0, 1, 1]);
  });

  it('draw the same values when a parameter is added before', () => {
    const build = (names: readonly string[]) => {
      const parameters = new Parameters({ training: true });
      for (const name of names) parameters.parameter(name, [3], normal(1));
      return parameters.initialValues(1);
    };
    expect(build(['a', 'b']).subarray(3)).toEqual(build(['b']));
    expect(build(['a'])).not.toEqual(build(['b']));
  });
});
