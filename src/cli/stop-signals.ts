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

/** Runs work that has nothing to save: Ctrl+C ends the process with the code for it. */
export async function endOnInterrupt(work: () => Promise<void>): Promise<void> {
  const end = () => process.exit(EXIT.interrupted);
  process.once('SIGINT', end);
  try {
    await work();
  } finally {
    process.off('SIGINT', end);
  }
}
