import { EXIT } from './exit-code.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Turns the first SIGINT or SIGTERM into a wish to stop; a second one ends the process at once. */
export function stopOnSignals(): { readonly signal: AbortSignal; release(): void } {
  const wish = new AbortController();
  const onSignal = () => {
    if (wish.signal.aborted) process.exit(EXIT.interrupted);
    wish.abort();
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    signal: wish.signal,
    release: () => {
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}

/**
 * Runs work that has nothing to save: Ctrl+C ends the process with the code for it.
 *
 * @param farewell - what happens to work that was begun
 */
export async function endOnInterrupt(work: () => Promise<void>, farewell?: string): Promise<void> {
  const end = () => {
    // A progress line may stand there.
    const line = process.stderr.isTTY ? '\n' : '';
    if (farewell !== undefined) process.stderr.write(`${line}Interrupted; ${farewell}.\n`);
    process.exit(EXIT.interrupted);
  };
  process.once('SIGINT', end);
  try {
    await work();
  } finally {
    process.off('SIGINT', end);
  }
}
