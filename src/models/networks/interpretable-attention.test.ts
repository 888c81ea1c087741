import { describe, expect, it } from 'vitest';
import type { Parameters, Tensor } from '#tensor';
import { softmaxRow, total } from '../../../tests/support/dense.ts';
import { distance, firstWeights, noise, runNetwork } from '../../../tests/support/run-network.ts';
import { interpretableAttention } from './interpretable-attention.ts';

const [TIME, WIDTH, HEADS] = [4, 6, 3];
const PER_HEAD = WIDTH / HEADS;

describe('interpretableAttention', () => {
  it('is the mean over heads of what each recalls of the same values', async () => {
    const network = (p: Parameters, x: Tensor) => ({ y: interpretableAttention(p, x, HEADS) });
    const x = noise('x', [1, TIME, WIDTH]);
    const { specs, values } = firstWeights(network, x.shape);
    /** Row `row` of a parameter times the bar `t`. */
    const project = (name: string, row: number, t: number) => {
      const offset = specs.find((spec) => spec.name === name)?.offset ?? Number.NaN;
      return total(WIDTH, (k) => values[offset + row * WIDTH + k] * x.data[t * WIDTH + k]);
    };
    const weightsOf = (head: number, t: number) => {
      const scores = Array.from({ length: t + 1 }, (_, s) => {
        const along = (k: number) =>
          project('query', head * PER_HEAD + k, t) * project('key', head * PER_HEAD + k, s);
        return total(PER_HEAD, along) / Math.sqrt(PER_HEAD);
      });
      return softmaxRow(scores);
    };
    const output = specs.find((spec) => spec.name === 'output')?.offset ?? Number.NaN;
    const expected: number[] = [];
    for (let t = 0; t < TIME; t++) {
      const shares = Array.from({ length: HEADS }, (_, head) => weightsOf(head, t));
      const recalled = Array.from({ length: PER_HEAD }, (_, k) =>
        total(t + 1, (s) => {
          const share = total(HEADS, (head) => shares[head][s]) / HEADS;
          return share * project('value', k, s);
        }),
      );
      for (let row = 0; row < WIDTH; row++) {
        expected.push(total(PER_HEAD, (k) => values[output + row * PER_HEAD + k] * recalled[k]));
      }
    }
    const { y } = await runNetwork(network, x, values);
    expect(distance(y.data, expected)).toBeLessThan(1e-5);
  });
});
