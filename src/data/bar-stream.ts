import type { Bar } from '#base';
import type { QuarantinedBar } from './checks/quarantine.ts';

/** Why a stream stopped being live; it is trying to be so again. */
export type InterruptionReason =
  /** The connection could not be made, or ended. */
  | 'closed'
  /** The connection is there, and nothing came although the market is open. */
  | 'silent'
  /** The source said that it will not, for a reason that may pass. */
  | 'refused'
  /** Something came that cannot be read, so something may be lost. */
  | 'unreadable'
  /** More came than was taken. */
  | 'overflow'
  /** What was missed cannot be asked for. */
  | 'history-unreachable';

/**
 * What a stream of bars tells.
 *
 * - `bar`: a closed bar that was not given before, of each symbol in ascending order; from the stream,
 *   or from history where the stream had a hole.
 * - `revised`: a bar that was given has other values, or one is found that belongs before bars already
 *   given. The last one counts.
 * - `quarantined`: a bar came that cannot be true, and was left out.
 * - `interrupted`: from now on bars may be missing. New positions should wait.
 * - `live`: every bar that has closed has been given; said at the start and after each interruption.
 */
export type BarStreamEvent =
  | {
      readonly kind: 'bar';
      readonly symbol: string;
      readonly bar: Bar;
      readonly source: 'stream' | 'history';
    }
  | { readonly kind: 'revised'; readonly symbol: string; readonly bar: Bar }
  | { readonly kind: 'quarantined'; readonly symbol: string; readonly bar: QuarantinedBar }
  | {
      readonly kind: 'interrupted';
      readonly time: number;
      readonly reason: InterruptionReason;
      /** What was seen, with the numbers. */
      readonly detail: string;
    }
  | {
      readonly kind: 'live';
      readonly time: number;
      /** Bars given since the interruption that the stream had missed. */
      readonly filled: number;
    };

/** Which bars are followed. */
export interface FollowRequest {
  readonly symbols: readonly string[];
  /** Stamp of the first bar wanted, UTC epoch ms: what has closed since is given first. */
  readonly from: number;
  /** Ends it, within the turn. */
  readonly signal: AbortSignal;
}

/** A source of one-minute bars as they close; longer ones are for the reader to put together. */
export interface BarStream {
  /**
   * Every closed bar of each symbol's sessions from `from` on, once, never before its close, through
   * failures of the network, until `signal` aborts.
   *
   * @throws data/not-allowed and the like, when trying again would not help
   */
  follow(request: FollowRequest): AsyncGenerator<BarStreamEvent, void, undefined>;
}
