import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Disk, Journal, type LockFolder, type Logger, SILENT_LOGGER } from '#base';
import { nodeDisk } from '#base/node';
import { ManualClock } from '../../tests/support/fake-children.ts';
import { temporaryFolder } from '../../tests/support/temporary-folder.ts';
import { checkEveryCrash, VirtualDisk } from '../../tests/support/virtual-disk.ts';
import { RunCheckpoint, type RunCheckpointSetup } from './run-checkpoint.ts';

interface State {
  readonly sum: number;
  readonly weights: string | null;
}
type Piece = readonly number[];
type Kept = RunCheckpoint<State, Piece>;

const IDENTITY = {
  learns: false,
  strategy: 'sma-cross',
  symbols: ['A'],
  interval: '1d',
  settings: { trading: { commissionBps: 5 } },
};
const unlocked: LockFolder = () => ({ kind: 'locked', release: () => undefined });
const home = temporaryFolder();
let homes = 0;

function setupOn(disk: Disk, changes: Partial<RunCheckpointSetup> = {}): RunCheckpointSetup {
  return {
    disk,
    lockFolder: unlocked,
    clock: new ManualClock(),
    root: '/state/backtest',
    identity: IDENTITY,
    everyBars: 10,
    leastMs: 0,
    build: '1',
    logger: SILENT_LOGGER,
    ...changes,
  };
}

function opened(setup: RunCheckpointSetup): Kept {
  const kept = RunCheckpoint.open<State, Piece>(setup, ({ weights }) =>
    weights === null ? [] : [weights],
  );
  if (kept === null) throw new Error('it is another process’s');
  return kept;
}

/** Bars after `from` up to `to`, which is what the run records. */
const barsOf = (from: number, to: number): Piece =>
  Array.from({ length: to - from }, (_, at) => from + at + 1);

const sumOf = (bars: Piece): number => bars.reduce((sum, bar) => sum + bar, 0);

function save(kept: Kept, from: number, to: number): void {
  kept.save(to, () => ({
    state: {
      sum: sumOf(barsOf(0, to)),
      weights: kept.putWeights(new Uint8Array(9).fill(to)),
    },
    piece: barsOf(from, to),
    // A part of a longer column, as those of a recorder are.
    numbers: Float64Array.from(barsOf(from - 1, to), Math.sqrt).subarray(1),
  }));
}

/** Bar that is gone on from, once all that was kept is seen to be that of the bars up to it. */
function resumedBar({ resumed }: Kept): number {
  if (resumed === null) return 0;
  const bars = resumed.pieces.flat();
  expect(bars).toEqual(barsOf(0, resumed.bar));
  expect(resumed.numbers.flatMap((column) => [...column])).toEqual(bars.map(Math.sqrt));
  expect(resumed.state.sum).toBe(sumOf(bars));
  return resumed.bar;
}

/** A folder of its own with an unfinished run of 30 bars, its one folder, and what is said from then on. */
function unfinished() {
  const root = join(home, `run-${homes++}`);
  const told: string[] = [];
  const note = (message: string) => told.push(message);
  const logger: Logger = { ...SILENT_LOGGER, info: note, warn: note };
  const setup = setupOn(nodeDisk, { root, logger });
  const kept = opened(setup);
  for (const bar of [10, 20, 30]) save(kept, bar - 10, bar);
  kept.close();
  const [name] = readdirSync(root);
  return { root, setup, told, folder: join(root, name, 'run') };
}

function damage(folder: string, pattern: RegExp): void {
  for (const name of readdirSync(folder).filter((each) => pattern.test(each))) {
    const bytes = readFileSync(join(folder, name));
    bytes[bytes.length >> 1] ^= 1;
    writeFileSync(join(folder, name), bytes);
  }
}

describe('RunCheckpoint', () => {
  it('goes on from the newest bar kept, says so, and is removed when the run is done', () => {
    const { root, setup, told } = unfinished();
    const kept = opened(setup);
    expect(resumedBar(kept)).toBe(30);
    expect(told).toEqual(['Resumed from checkpoint at bar 30']);
    save(kept, 30, 40);
    kept.finish();
    expect(readdirSync(root)).toEqual([]);
    expect(opened(setup).resumed).toBeNull();
  });

  it('loses no bar it has kept, and takes no loss of power for damage', () => {
    const disk = new VirtualDisk();
    let acknowledged = 0;
    const scenario = () => {
      const first = opened(setupOn(disk));
      for (const bar of [10, 20]) {
        save(first, bar - 10, bar);
        acknowledged = bar;
      }
      first.close();
      save(opened(setupOn(disk)), 20, 27);
      acknowledged = 27;
    };
    const states = checkEveryCrash(disk, scenario, (crashed) => {
      const kept = opened(setupOn(crashed));
      const bar = resumedBar(kept);
      expect(bar).toBeGreaterThanOrEqual(acknowledged);
      save(kept, bar, 33);
      kept.close();
      expect(resumedBar(opened(setupOn(crashed)))).toBe(33);
    });
    expect(states).toBeGreaterThan(100);
  });

  it('leaves nothing to go on from once it began to be removed', () => {
    const disk = new VirtualDisk();
    const kept = opened(setupOn(disk));
    for (const bar of [10, 20]) save(kept, bar - 10, bar);
    let began = false;
    checkEveryCrash(
      disk,
      () => {
        began = true;
        kept.finish();
      },
      (crashed) => {
        const bar = resumedBar(opened(setupOn(crashed)));
        expect(began && [0, 20].includes(bar)).toBe(true);
      },
    );
    expect(disk.files().size).toBe(0);
  });

  it('goes on from the one before where the newest state is damaged, and drops what came after', () => {
    const { setup, told, folder } = unfinished();
    damage(folder, /^state-0+3\.q2$/);
    const kept = opened(setup);
    expect(resumedBar(kept)).toBe(20);
    expect(told[0]).toMatch(/^state-000003\.q2 checksum mismatch, .*using state-000002\.q2$/);
    save(kept, 20, 35);
    kept.close();
    expect(resumedBar(opened(setup))).toBe(35);
  });

  it.each([
    ['every state', /^state-/, /No generation of the state in .* is readable/],
    ['the journal', /^journal-/, /^Journal record \d in .* is damaged at byte \d+/],
    ['its columns', /^numbers/, /numbers\.f64 is damaged between bytes 80 and 160/],
    ['what it is of', /^identity/, /identity\.json (cannot be read|is not the one)/],
  ])('moves a checkpoint aside whose files are damaged, and begins anew: %s', (_, files, told) => {
    const stage = unfinished();
    damage(stage.folder, files);
    const kept = opened(stage.setup);
    expect(kept.resumed).toBeNull();
    expect(stage.told[0]).toMatch(told);
    expect(stage.told[0]).toMatch(/; kept as .*run\.corrupt, and the run begins at its first bar$/);
    expect(readdirSync(`${stage.folder}.corrupt`).length).toBeGreaterThan(3);
    save(kept, 0, 10);
    kept.close();
    expect(resumedBar(opened(stage.setup))).toBe(10);
  });

  it('moves one aside whose weights or bars are not all there', () => {
    const weightless = unfinished();
    damage(join(weightless.folder, 'weights'), /./);
    expect(opened(weightless.setup).resumed).toBeNull();
    expect(weightless.told[0]).toContain('Cannot use the model weights');
    const barless = unfinished();
    for (const name of readdirSync(barless.folder)) {
      if (name.startsWith('journal-')) nodeDisk.remove(join(barless.folder, name));
    }
    expect(opened(barless.setup).resumed).toBeNull();
    expect(barless.told[0]).toContain('The checkpoint of bar 30 lacks bars before it');
    const parted = unfinished();
    const stretches = [...Journal.open(nodeDisk, parted.folder).read()];
    for (const name of readdirSync(parted.folder)) {
      if (name.startsWith('journal-')) nodeDisk.remove(join(parted.folder, name));
    }
    const journal = Journal.open(nodeDisk, parted.folder);
    for (const { type, payload } of stretches.toSpliced(1, 1)) journal.append(type, payload);
    journal.sync();
    journal.close();
    expect(opened(parted.setup).resumed).toBeNull();
    expect(parted.told[0]).toContain('The checkpoint of bar 30 lacks bars before it');
  });

  it('moves one aside whose columns are gone', () => {
    const { setup, told, folder } = unfinished();
    nodeDisk.remove(join(folder, 'numbers.f64'));
    expect(opened(setup).resumed).toBeNull();
    expect(told[0]).toMatch(/numbers\.f64 is damaged between bytes 0 and 80; kept as/);
  });

  it('moves none aside that the disk does not let it read', () => {
    const { setup, told, folder } = unfinished();
    const refuse = (path: string): Uint8Array => {
      if (/state-/.test(path)) throw new Error('refused');
      return nodeDisk.readFile(path);
    };
    expect(() => opened({ ...setup, disk: { ...nodeDisk, readFile: refuse } })).toThrow(
      'Cannot load',
    );
    expect([told, readdirSync(join(folder, '..')).sort()]).toEqual([[], ['run']]);
    expect(resumedBar(opened(setup))).toBe(30);
  });

  it('moves the second aside beside the first', () => {
    const { setup, told, folder } = unfinished();
    for (const name of ['run.corrupt', 'run.corrupt-2']) {
      damage(folder, /^identity/);
      save(opened(setup), 0, 10);
      expect(told.at(-1)).toContain(`${name}, and the run begins`);
    }
  });

  it('does not take a bug for a disk that refuses', () => {
    const kept = opened(setupOn(new VirtualDisk()));
    const bug = () => {
      throw new TypeError('a bug');
    };
    expect(() => kept.save(10, bug)).toThrow('a bug');
  });

  it('has a folder whose name is no longer than disks allow', () => {
    const root = join(home, `run-${homes++}`);
    const kept = opened(
      setupOn(nodeDisk, { root, identity: { ...IDENTITY, strategy: 'a'.repeat(300) } }),
    );
    save(kept, 0, 10);
    expect(readdirSync(root)).toEqual([expect.stringMatching(/^a{40}-[0-9a-f]{12}$/)]);
  });

  it('moves one aside whose state is that of another run', () => {
    const [mine, other] = [unfinished(), unfinished()];
    const settings = { trading: { commissionBps: 1 } };
    const foreign = setupOn(nodeDisk, {
      root: other.root,
      identity: { ...IDENTITY, settings },
    });
    const kept = opened(foreign);
    for (const bar of [10, 20, 30]) save(kept, bar - 10, bar);
    kept.close();
    const name = readdirSync(other.root).find((each) => !other.folder.includes(each)) ?? '';
    for (const file of readdirSync(mine.folder).filter((each) => each.endsWith('.q2'))) {
      writeFileSync(join(mine.folder, file), readFileSync(join(other.root, name, 'run', file)));
    }
    expect(opened(mine.setup).resumed).toBeNull();
    expect(mine.told[0]).toMatch(/The newest state in .* is that of another run; kept as/);
  });

  it('is not that of a run with other settings, and says what differs', () => {
    const { setup, told } = unfinished();
    const settings = { trading: { commissionBps: 1 } };
    const other = opened({ ...setup, identity: { ...IDENTITY, settings } });
    expect(other.resumed).toBeNull();
    expect(told).toEqual([
      expect.stringMatching(
        /^The unfinished run in .*sma-cross-[0-9a-f]{12} is another: its trading\.commissionBps is 5, here it is 1; this one begins at its first bar$/,
      ),
    ]);
    expect(resumedBar(opened(setup))).toBe(30);
    told.length = 0;
    opened({ ...setup, identity: { ...IDENTITY, settings: { trading: {} } } });
    expect(told[0]).toContain('its trading.commissionBps is 5, here it is unset;');
  });

  it.each([{ symbols: ['B'] }, { interval: '1h' }, { learns: true }, { strategy: 'macd' }])(
    'says nothing of runs of another kind: %j',
    (changes) => {
      const { setup, told } = unfinished();
      opened({ ...setup, identity: { ...IDENTITY, ...changes } });
      expect(told).toEqual([]);
    },
  );

  it('is left to the process that has it', () => {
    const held: LockFolder = () => ({ kind: 'held', holder: { pid: 7, since: 0 } });
    const { setup, told } = unfinished();
    expect(RunCheckpoint.open({ ...setup, lockFolder: held })).toBeNull();
    expect(told[0]).toMatch(/are those of pid 7; this run keeps none$/);
  });

  it('keeps nothing more once the disk has refused, and says so once', () => {
    const disk = new VirtualDisk();
    const told: string[] = [];
    const logger: Logger = { ...SILENT_LOGGER, warn: (message) => told.push(message) };
    const kept = opened(setupOn(disk, { logger }));
    save(kept, 0, 10);
    disk.failAt(disk.calls.length + 1, 'ENOSPC');
    for (const bar of [20, 30]) save(kept, bar - 10, bar);
    expect(told).toEqual([
      expect.stringMatching(/^No checkpoint is kept from bar 20 on: .*ENOSPC/),
    ]);
    expect(resumedBar(opened(setupOn(disk)))).toBe(10);
  });

  it('keeps nothing too soon after the last time, and then all of it', () => {
    const clock = new ManualClock();
    const disk = new VirtualDisk();
    const kept = opened(setupOn(disk, { clock, leastMs: 250 }));
    const content = (from: number, to: number) => () => ({
      state: { sum: sumOf(barsOf(0, to)), weights: null },
      piece: barsOf(from, to),
      // A part of a longer column, as those of a recorder are.
      numbers: Float64Array.from(barsOf(from - 1, to), Math.sqrt).subarray(1),
    });
    expect(kept.save(10, content(0, 10))).toBe(false);
    clock.advance(250);
    expect(kept.save(20, content(0, 20))).toBe(true);
    clock.advance(249);
    expect(kept.save(30, content(20, 30))).toBe(false);
    expect(resumedBar(opened(setupOn(disk)))).toBe(20);
    clock.advance(1);
    expect(kept.save(40, content(20, 40))).toBe(true);
    expect(resumedBar(opened(setupOn(disk)))).toBe(40);
  });

  it('writes no more at a later bar than at an earlier one', () => {
    const disk = new VirtualDisk();
    const kept = opened(setupOn(disk));
    const written: number[] = [];
    for (let bar = 10; bar <= 500; bar += 10) {
      const before = disk.calls.length;
      kept.save(bar, () => ({ state: { sum: bar, weights: null }, piece: barsOf(bar - 10, bar) }));
      written.push(disk.calls.length - before);
    }
    expect(new Set(written.slice(3)).size).toBe(1);
    const sizes = [...disk.files()].map(([path, { length }]) => [path, length] as const);
    const states = sizes.filter(([path]) => path.includes('state-'));
    expect(states.length).toBe(2);
    expect(states.every(([, length]) => length < 200)).toBe(true);
    const journal = sizes.find(([path]) => path.includes('journal-'));
    expect(journal?.[1]).toBeLessThan(50 * 140);
  });
});
