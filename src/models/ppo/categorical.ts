import { asNumbers, constant, equal, exp, logSoftmax, multiply, negate, sum } from '#tensor';
import type { ActionDistribution } from './action-distribution.ts';

/**
 * One of `choices` actions, an index in one number: P(k) = softmax(outputs)_k.
 *
 * @param choices - ≥ 2
 */
export function categorical(choices: number): ActionDistribution {
  const indices = constant(
    Array.from({ length: choices }, (_, at) => at),
    [1, choices],
  );
  return {
    outputSize: choices,
    actionSize: 1,
    sample(outputs, random, into) {
      const logTotal = logSumOfExponentials(outputs);
      let left = random.uniform();
      let choice = 0;
      while (choice < choices - 1) {
        left -= Math.exp(outputs[choice] - logTotal);
        if (left < 0) break;
        choice++;
      }
      into[0] = choice;
      return outputs[choice] - logTotal;
    },
    best(outputs, into) {
      into[0] = outputs.indexOf(Math.max(...outputs));
    },
    logProbs(outputs, actions) {
      const taken = asNumbers(equal(actions, indices)); // [b, choices]
      return sum(multiply(logSoftmax(outputs), taken), [1]);
    },
    entropy(outputs) {
      const logs = logSoftmax(outputs);
      return negate(sum(multiply(exp(logs), logs), [1]));
    },
  };
}

function logSumOfExponentials(values: Float32Array): number {
  const largest = Math.max(...values);
  return largest + Math.log(values.reduce((total, value) => total + Math.exp(value - largest), 0));
}
