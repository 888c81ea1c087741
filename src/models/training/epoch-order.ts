import { Random } from '#base';

/**
 * The order in which an epoch sees its examples: a permutation of 0 … count − 1, each equally likely.
 *
 * A pure function of seed and epoch, so that a run continued in the middle of an epoch needs no more
 * than its place in it.
 *
 * @param epoch - counted from 0
 * @see Durstenfeld, Algorithm 235: Random permutation, 1964
 */
export function epochOrder(seed: number, epoch: number, count: number): Uint32Array {
  const random = Random.stream(seed, `epoch-${epoch}`);
  const order = Uint32Array.from({ length: count }, (_, at) => at);
  for (let last = count - 1; last > 0; last--) {
    const chosen = random.integer(last + 1);
    const example = order[chosen];
    order[chosen] = order[last];
    order[last] = example;
  }
  return order;
}
