import { describe, expect, it } from 'vitest';
import { HandClock, memoryLocks } from '../../../tests/support/bar-source.ts';
import { whileLocked } from './shelf-lock.ts';

const clock = new HandClock(0);

describe('whileLocked', () => {
  it('is alone while it works, and lets go whatever comes of it', async () => {
    const lock = { lockFolder: memoryLocks(), clock };
    const failing = whileLocked('/A', lock, () => {
      expect(lock.lockFolder('/A', 0).kind).toBe('held');
      throw new Error('the work failed');
    });
    await expect(failing).rejects.toThrow('the work failed');
    expect(await whileLocked('/A', lock, () => 5)).toBe(5);
  });

  it('gives up after a minute and says who has it', async () => {
    const began = clock.now();
    const holder = { pid: 12, since: Date.UTC(2025, 0, 1) };
    const lock = { lockFolder: () => ({ kind: 'held' as const, holder }), clock };
    await expect(whileLocked('/A', lock, () => 5)).rejects.toThrow(
      'Cache /A has been in use by pid 12 since 2025-01-01T00:00:00.000Z for more than 60 s; end that process, or',
    );
    expect(clock.now() - began).toBe(60_000);
    const unnamed = { lockFolder: () => ({ kind: 'held' as const, holder: null }), clock };
    await expect(whileLocked('/A', unnamed, () => 5)).rejects.toThrow(
      'in use by another process for',
    );
  });

  it('says so when nobody can lock there', async () => {
    const lockFolder = () => {
      throw new Error('EROFS: read-only file system');
    };
    await expect(whileLocked('/A', { lockFolder, clock }, () => 5)).rejects.toThrow(
      'Cannot write the cache, locking /A failed: EROFS: read-only file system; allow writing there, or',
    );
  });
});
