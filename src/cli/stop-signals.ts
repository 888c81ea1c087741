const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Turns the first SIGINT or SIGTERM into a wish to stop; a second one ends the process at once. */
export function stopOnSignals(): { readonly signal: AbortSignal; release(): void } {
  const wish = new AbortController();
  const onSignal = () => {
    release();
    wish.abort();
  };
  const release = () => {
    for (const name of SIGNALS) process.off(name, onSignal);
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return { signal: wish.signal, release };
}
