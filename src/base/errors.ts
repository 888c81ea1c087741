/** The layers that may fail; the first half of every error code. */
type FailingLayer =
  | 'base'
  | 'config'
  | 'data'
  | 'features'
  | 'tensor'
  | 'models'
  | 'strategies'
  | 'portfolio'
  | 'execution'
  | 'backtest'
  | 'core'
  | 'report'
  | 'cli';

/** `layer/what`, for example `data/file-missing`. */
export type ErrorCode = `${FailingLayer}/${string}`;

export interface QuantErrorOptions {
  readonly cause?: unknown;
  readonly context?: Readonly<Record<string, unknown>>;
}

/**
 * The outside world failed, or was asked for something it cannot give.
 *
 * The message is one sentence with the numbers in it and what to do; it is shown to the user as it stands.
 */
export class QuantError extends Error {
  readonly code: ErrorCode;
  readonly context: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: QuantErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'QuantError';
    this.code = code;
    this.context = options.context ?? {};
  }
}

/** Stops the program when our own reasoning is wrong; never used for bad input. */
export function assert(condition: boolean, invariant: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${invariant}`);
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
