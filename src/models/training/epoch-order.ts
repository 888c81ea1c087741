import { Random } from '#base';

/**
 * The order in which an epoch sees its examples: a permutation of 0 … count − 1, each equally likely.
 *
 * A pure function of seed and epoch, so that a run continued in the middle of an epoch needs no more
 * than its place in it.
 *
 * @param epoch - counted from 0
 * @returns [count]
 */
export function epochOrder(seed: number, epoch: number, count: number): Uint32Array {
  return Random.stream(seed, `epoch-${epoch}`).permutation(count);
}
