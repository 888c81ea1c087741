import { assert, type Random } from '#base';

/** No single wait of our own choosing is longer. */
const LONGEST_MS = 60_000;

/** More would be infinite some day, and no time infinitely often no number. */
const MOST_DOUBLINGS = 30;

/**
 * How long to wait before a request is tried again: full jitter, so that callers who failed together
 * do not come back together.
 *
 * Uniform in [0, min(60 s, base · 2^attempt)).
 *
 * @param attempt - failures before this one, from 0
 * @param baseMs - upper bound of the first wait, ms
 * @returns ms
 * @see Brooker, Exponential Backoff And Jitter, AWS Architecture Blog, 2015
 */
export function backOffMs(
  attempt: number,
  baseMs: number,
  random: Pick<Random, 'uniform'>,
): number {
  assert(attempt >= 0 && baseMs >= 0, 'a back-off has a base and counts failures from 0');
  return random.uniform() * Math.min(LONGEST_MS, baseMs * 2 ** Math.min(attempt, MOST_DOUBLINGS));
}
