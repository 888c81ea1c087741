import { canonicalJson, sha256 } from '#base';
import type { CorporateAction } from '../provider.ts';

/** All splits and dividends of a symbol that its source knew of at a time. */
export interface ActionHistory {
  /** When it was asked for, UTC epoch ms. */
  readonly asOf: number;
  /** Ascending. */
  readonly actions: readonly CorporateAction[];
}

/** Which history something was fetched under: its time, and a digest of what it held up to then. */
export interface HistoryStamp {
  readonly asOf: number;
  readonly digest: string;
}

export function stampOf(history: ActionHistory): HistoryStamp {
  return { asOf: history.asOf, digest: digestUpTo(history, history.asOf) };
}

/**
 * Whether a history says of the time before a stamp what was known then: it may have grown since,
 * and nothing in it may have changed.
 */
export function confirms(history: ActionHistory, stamp: HistoryStamp): boolean {
  return digestUpTo(history, stamp.asOf) === stamp.digest;
}

/** Whether two lists hold the same actions, in whatever order. */
export function areSameActions(
  a: readonly CorporateAction[],
  b: readonly CorporateAction[],
): boolean {
  return digestOf(a) === digestOf(b);
}

function digestUpTo({ actions }: ActionHistory, asOf: number): string {
  return digestOf(actions.filter(({ time }) => time <= asOf));
}

function digestOf(actions: readonly CorporateAction[]): string {
  const lines = actions.map(({ time, kind, value }) => `${time} ${kind} ${value}`).sort();
  return sha256(canonicalJson(lines));
}
