import { QuantError } from '#base';

/** What a finished command tells the shell. */
export const EXIT = { done: 0, failed: 1, usage: 2, refused: 3, interrupted: 130 } as const;

/** Codes that mean the question was wrong, not the world. */
const USAGE =
  /^(config|cli)\/|^data\/(bad-symbol|ambiguous-symbol|bad-range|range-too-long|edge-too-strong)$|^(features|strategies)\/file-|^strategies\/too-few-|^portfolio\/no-rate$|\/unknown-/;

/** Codes by which a safety rule refuses to go on. */
const REFUSED = /^core\/(state-|replay-diverged|journal-)|^models\/(in-sample|not-covered)$/;

/** Exit code of a command that ended with this error. */
export function exitCodeOf(thrown: unknown): number {
  if (!(thrown instanceof QuantError)) return EXIT.failed;
  if (USAGE.test(thrown.code)) return EXIT.usage;
  return REFUSED.test(thrown.code) ? EXIT.refused : EXIT.failed;
}
