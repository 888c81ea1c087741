/** A child program under way. */
export interface Child {
  readonly pid: number;
  /** Exit code, the signal's name when one ended it, and the tail of its standard error. */
  readonly done: Promise<{
    readonly code: number | null;
    readonly signal: string | null;
    readonly stderr: string;
  }>;
  kill(): void;
}

/** Runs one of this product's own modules in a process of its own, at low priority. */
export type Spawn = (modulePath: string, args: readonly string[]) => Child;
