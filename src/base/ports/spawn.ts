/** How a child program ended: its exit code or the signal's name, and the tails of what it printed. */
export interface ChildEnd {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A child program under way. */
export interface Child {
  readonly pid: number;
  /** Resolves however the child ends; rejects only when it could not be started. */
  readonly done: Promise<ChildEnd>;
  /** Ends it at once. */
  kill(): void;
}

/** Runs one of this product's own modules in a process of its own, at low priority. */
export type Spawn = (modulePath: string, args: readonly string[]) => Child;
