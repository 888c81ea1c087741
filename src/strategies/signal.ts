import { assert } from '#base';
import { hasTerms, type SignalTerms, termsFault, termsOf } from './signal-terms.ts';

export type Direction = -1 | 0 | 1;

/**
 * What a strategy wants to hold of one asset from the next tradable price on, or the one it waits for, until
 * it says otherwise.
 */
export interface Signal extends SignalTerms {
  /** Stamp of the bar whose close made the signal, UTC epoch ms. */
  readonly time: number;
  /** Index of the asset in the run. */
  readonly asset: number;
  readonly direction: Direction;
  /** How sure, 0…1. */
  readonly confidence: number;
  /** Wanted share of a full position, −1…1; 0 is flat. */
  readonly targetPosition: number;
  /** Why, in a word that ends up in the order and the trade list. */
  readonly reason: string;
}

/**
 * A validated signal: confidence clamped to 0…1, target to −1…1.
 *
 * A direction that contradicts the target, a number that is not one, or terms that no order can have, is a
 * bug in the strategy.
 */
export function signal(fields: Signal): Signal {
  const { time, asset, direction, confidence, targetPosition, reason } = fields;
  assert(direction === -1 || direction === 0 || direction === 1, 'signal direction is −1, 0 or 1');
  assert(
    Number.isFinite(confidence) && Number.isFinite(targetPosition),
    'signal confidence and target are finite',
  );
  assert(Math.sign(targetPosition) === direction, 'signal target agrees with its direction');
  const made = {
    time,
    asset,
    direction,
    confidence: Math.min(1, Math.max(0, confidence)),
    targetPosition: Math.min(1, Math.max(-1, targetPosition)),
    reason,
  };
  if (!hasTerms(fields)) return made;
  const fault = termsFault(fields, direction);
  assert(fault === null, `signal ${fault}`);
  return { ...made, ...termsOf(fields) };
}

/** The answer of a strategy that wants nothing changed. */
export const NO_SIGNALS: readonly Signal[] = Object.freeze([]);
