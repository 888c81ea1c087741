import { expect, it, vi } from 'vitest';
import { systemClock } from './system-clock.ts';

it('sleeps as long as asked, or until it is told to wake', async () => {
  const start = performance.now();
  await systemClock.sleep(20);
  expect(performance.now() - start).toBeGreaterThanOrEqual(19);
  const waking = new AbortController();
  const sleeping = systemClock.sleep(60_000, waking.signal);
  waking.abort();
  await sleeping;
  await systemClock.sleep(60_000, waking.signal);
  expect(performance.now() - start).toBeLessThan(10_000);
});

it('does not wake at once from a sleep longer than a timer can be', async () => {
  const waking = new AbortController();
  const woke = vi.fn<() => void>();
  const sleeping = systemClock.sleep(2 ** 32, waking.signal).then(woke);
  await systemClock.sleep(20);
  expect(woke).not.toHaveBeenCalled();
  waking.abort();
  await sleeping;
});

it('lets events be heard in a sleep of no length', async () => {
  const heard = vi.fn<() => void>();
  setImmediate(heard);
  await systemClock.sleep(0);
  expect(heard).toHaveBeenCalledOnce();
});
