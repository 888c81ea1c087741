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

/** The same of work that ends later. */
export async function refusalOfLater(work: Promise<unknown>): Promise<QuantError> {
  const thrown: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (thrown instanceof QuantError) return thrown;
  throw new Error('expected a QuantError, and it ended otherwise', { cause: thrown });
}
