import { QuantError } from '#base';

/** The QuantError that some work ends with; anything else fails the test. */
export function refusalOf(work: () => unknown): QuantError {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof QuantError) return thrown;
    throw thrown;
  }
  throw new Error('expected a QuantError, and nothing was thrown');
}
