/** What came of asking for a folder; who holds it is null when they have not said yet. */
export type LockAttempt =
  | { readonly kind: 'locked'; release(): void }
  | {
      readonly kind: 'held';
      readonly holder: { readonly pid: number; readonly since: number } | null;
    };

/**
 * Takes a folder for this process alone; one that holds it already is told, never waited for.
 *
 * The lock ends with the process however that ends. `now` is the time to tell others, UTC epoch ms.
 */
export type LockFolder = (folder: string, now: number) => LockAttempt;
