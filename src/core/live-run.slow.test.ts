import { describe, expect, it } from 'vitest';
import { QuantError, Random } from '#base';
import { liveOn } from '../../tests/support/live-stage.ts';
import { VirtualDisk } from '../../tests/support/virtual-disk.ts';

const rehearsal = new VirtualDisk();
const whole = await liveOn(rehearsal);
const calls = rehearsal.calls.length;

const decisions = ({ barCounter, entries, champions }: typeof whole) => ({
  barCounter,
  entries,
  champions: champions.map(({ card }) => card),
});

/** Runs until the process is killed before its call `last + 1` to the disk; null when it was, else its result. */
async function runKilledAfter(disk: VirtualDisk, last: number) {
  let made = 0;
  disk.beforeCall = () => {
    if (++made > last) throw new Error('killed');
  };
  try {
    const result = await liveOn(disk);
    return made > last ? null : result;
  } catch (thrown) {
    if (made > last) return null;
    throw thrown;
  } finally {
    disk.beforeCall = () => undefined;
  }
}

describe('a live run', () => {
  it('loses nothing to a loss of power before any call to the disk', async () => {
    const random = Random.stream(1, 'power');
    const disk = new VirtualDisk();
    const crashed: VirtualDisk[] = [];
    disk.beforeCall = () => {
      const states = [...disk.crashStates()];
      crashed.push(states[random.integer(states.length)]);
    };
    await liveOn(disk);
    expect(crashed).toHaveLength(calls);
    for (const left of crashed) expect(decisions(await liveOn(left))).toEqual(decisions(whole));
  });

  it('loses nothing to being killed before any call to the disk, again and again', async () => {
    const random = Random.stream(2, 'kill');
    let kills = 0;
    for (let chain = 0; chain < 40; chain++) {
      let disk = new VirtualDisk();
      let result: typeof whole | null = null;
      while (result === null) {
        result = await runKilledAfter(disk, random.integer(calls));
        if (result === null) kills++;
        disk = VirtualDisk.of(disk.files());
      }
      expect(decisions(result)).toEqual(decisions(whole));
    }
    expect(kills).toBeGreaterThan(40);
  });

  it('ends, or goes on, and loses nothing when any one call to the disk fails', async () => {
    let ended = 0;
    for (let call = 1; call <= calls; call++) {
      const disk = new VirtualDisk();
      disk.failAt(call, call % 2 === 0 ? 'ENOSPC' : 'EIO');
      const first = await liveOn(disk).catch((thrown: unknown) => thrown);
      if (first instanceof QuantError) ended++;
      else if (first instanceof Error) throw first;
      const resumed = await liveOn(VirtualDisk.of(disk.files()));
      // A retrain whose files cannot be written is FAILED, and what follows is another run.
      const isOfRetrain = rehearsal.calls[call - 1].path.includes('/retrain');
      if (isOfRetrain) expect(resumed.barCounter).toBe(whole.barCounter);
      else expect(decisions(resumed)).toEqual(decisions(whole));
    }
    expect(ended).toBeGreaterThan(100);
  });
});
