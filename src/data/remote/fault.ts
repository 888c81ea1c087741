import { messageOf, QuantError, systemCodeOf } from '#base';
import type { Redact } from './redaction.ts';

/** Why one attempt gave no answer. */
export interface Fault {
  readonly code: 'data/unreachable' | 'data/rate-limited' | 'data/bad-answer';
  /** What happened, to be read after the vendor's name: `answered 503 "try later"`. */
  readonly what: string;
  /** HTTP status; null when there was none. */
  readonly status: number | null;
  /** Wait that the vendor asked for, ms; null when it asked for none. */
  readonly askedWaitMs: number | null;
  /** Whether the next attempt may fare better. */
  readonly isPassing: boolean;
}

/** The fault of a request that the network did not carry through. */
export function networkFault(thrown: unknown, status: number | null, redact: Redact): Fault {
  const reason = systemCodeOf(innermost(thrown)) ?? messageOf(innermost(thrown));
  const what =
    status === null
      ? `could not be reached (${redact(reason)})`
      : `answered ${status} and broke off (${redact(reason)})`;
  return { code: 'data/unreachable', what, status, askedWaitMs: null, isPassing: true };
}

/** `fetch` wraps what happened in an error that says nothing. */
function innermost(thrown: unknown): unknown {
  let inner = thrown;
  for (let depth = 0; depth < 10; depth++) {
    if (!(inner instanceof Error) || inner.cause === undefined) break;
    inner = inner.cause;
  }
  return inner;
}

const ADVICE: Readonly<Record<Fault['code'], (vendor: string) => string>> = {
  'data/unreachable': (vendor) =>
    `check the connection and the address in data.${vendor}, or try again later`,
  'data/rate-limited': (vendor) =>
    `try again later, with fewer symbols at once (data.parallelSymbols) or fewer requests a minute (data.${vendor})`,
  'data/bad-answer': (vendor) => `check the address in data.${vendor}, or try again later`,
};

/**
 * A fault as the user is told of it.
 *
 * Without the error that the network threw: it may name headers, and so keys.
 */
export function failureOf(
  fault: Fault,
  asked: { readonly vendor: string; readonly host: string; readonly attempts: number },
): QuantError {
  const { vendor, host, attempts } = asked;
  const { code, what, status } = fault;
  const count = attempts === 1 ? 'at the only attempt' : `at the last of ${attempts} attempts`;
  return new QuantError(code, `${vendor} (${host}) ${what} ${count}; ${ADVICE[code](vendor)}.`, {
    context: { vendor, host, attempts, status },
  });
}
