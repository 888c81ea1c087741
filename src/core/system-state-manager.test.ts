import { describe, expect, it } from 'vitest';
import { type DiskFile, QuantError, SILENT_LOGGER } from '#base';
import { checkEveryCrash, VirtualDisk } from '../../tests/support/virtual-disk.ts';
import { encodeSnapshot } from './snapshot-file.ts';
import { type StateManagerSetup, SystemStateManager } from './system-state-manager.ts';

const FOLDER = '/state';

interface Counter {
  readonly bar: number;
  readonly weights: string | null;
}

function managerOn(disk: VirtualDisk, changes: Partial<StateManagerSetup> = {}) {
  return new SystemStateManager<Counter>({
    disk,
    folder: FOLDER,
    snapshotsKept: 2,
    build: '2.0.0-test',
    logger: SILENT_LOGGER,
    ...changes,
  });
}

function savedDisk(saves: number, snapshotsKept = 2): VirtualDisk {
  const disk = new VirtualDisk();
  const manager = managerOn(disk, { snapshotsKept });
  for (let bar = 1; bar <= saves; bar++) manager.save({ bar, weights: null });
  return disk;
}

function fileOf(generation: number): string {
  return `${FOLDER}/state-${String(generation).padStart(6, '0')}.q2`;
}

/** The code of the refusal, after checking that it changed nothing. */
function refusalOf(disk: VirtualDisk): string {
  const before = disk.files();
  try {
    managerOn(disk).load();
  } catch (thrown) {
    expect(disk.files()).toEqual(before);
    if (thrown instanceof QuantError) return thrown.code;
    throw thrown;
  }
  return 'loaded';
}

describe('SystemStateManager', () => {
  it('loads what it saved last and keeps the newest generations only', () => {
    const disk = savedDisk(5, 3);
    expect(disk.list(FOLDER)).toEqual([3, 4, 5].map((n) => `state-00000${n}.q2`));
    expect(managerOn(disk).load()).toEqual({
      kind: 'loaded',
      state: { bar: 5, weights: null },
      generation: 5,
      skipped: [],
    });
  });

  it('has nothing to load from a new folder', () => {
    expect(managerOn(new VirtualDisk()).load()).toEqual({ kind: 'none' });
  });

  it('refuses a state that is not finite, names the field and keeps the last good save', () => {
    const disk = savedDisk(1);
    const before = disk.files();
    expect(() => managerOn(disk).save({ bar: Number.NaN, weights: null })).toThrow(
      expect.objectContaining({
        code: 'base/non-finite',
        message: expect.stringMatching(/^bar is NaN/),
      }),
    );
    expect(disk.files()).toEqual(before);
  });

  it('removes what a killed writer left, and never reads it', () => {
    const disk = savedDisk(1);
    disk.put(`${fileOf(2)}.tmp-0`, new Uint8Array(3));
    const manager = managerOn(disk);
    expect(manager.load()).toMatchObject({ generation: 1 });
    manager.save({ bar: 2, weights: null });
    expect(disk.list(FOLDER)).toEqual(['state-000001.q2', 'state-000003.q2']);
  });
});

describe('a damaged snapshot', () => {
  const whole = savedDisk(1).readFile(fileOf(1));

  it.each([
    ['cut off at any byte', Array.from(whole, (_, length) => whole.slice(0, length))],
    [
      'with any bit flipped',
      Array.from({ length: whole.length * 8 }, (_, bit) => {
        const flipped = whole.slice();
        flipped[bit >> 3] ^= 1 << (bit & 7);
        return flipped;
      }),
    ],
    ['of zeros, or longer than it was', [new Uint8Array(whole.length), Uint8Array.of(...whole, 0)]],
  ])('%s is never accepted', (_, mutants) => {
    let accepted = 0;
    for (const bytes of mutants) {
      const disk = VirtualDisk.of([[fileOf(1), bytes]]);
      if (refusalOf(disk) !== 'core/state-unrecoverable') accepted++;
    }
    expect(mutants.length).toBeGreaterThan(1);
    expect(accepted).toBe(0);
  });

  it('is kept aside and named, and the generation before it is used', () => {
    const disk = savedDisk(2);
    const bytes = disk.readFile(fileOf(2));
    bytes[bytes.length - 2] ^= 1;
    disk.put(fileOf(2), bytes);
    disk.put(`${fileOf(2)}.corrupt`, Uint8Array.of(7));
    const warnings: string[] = [];
    const logger = { ...SILENT_LOGGER, warn: (message: string) => void warnings.push(message) };
    const manager = managerOn(disk, { logger });
    expect(manager.load()).toMatchObject({
      state: { bar: 1 },
      generation: 1,
      skipped: [{ generation: 2, keptAs: 'state-000002.q2.corrupt-2' }],
    });
    expect(warnings).toEqual([
      expect.stringMatching(
        /^state-000002\.q2 checksum mismatch, expected [0-9a-f]{8}…, got [0-9a-f]{8}…; kept as state-000002\.q2\.corrupt-2; using state-000001\.q2$/,
      ),
    ]);
    expect(disk.readFile(`${fileOf(2)}.corrupt-2`)).toEqual(bytes);
    manager.save({ bar: 3, weights: null });
    expect(managerOn(disk).load()).toMatchObject({ generation: 3, skipped: [] });
  });

  it('is not loaded under another generation’s name', () => {
    const disk = savedDisk(2);
    disk.put(fileOf(9), disk.readFile(fileOf(1)));
    expect(managerOn(disk).load()).toMatchObject({
      generation: 2,
      skipped: [{ generation: 9, reason: 'holds generation 1' }],
    });
  });

  it('never leads to a silent fresh start, also not when only set-aside files are left', () => {
    const disk = savedDisk(2);
    for (const generation of [1, 2]) disk.put(fileOf(generation), Uint8Array.of(1, 2, 3));
    expect(refusalOf(disk)).toBe('core/state-unrecoverable');
    expect(() => managerOn(disk).load()).toThrow(
      /2 of 2 are bad \(state-000002\.q2 only 3 bytes long; /,
    );
    const aside = VirtualDisk.of([[`${fileOf(1)}.corrupt`, Uint8Array.of(1)]]);
    expect(refusalOf(aside)).toBe('core/state-unrecoverable');
  });

  it('is not blamed when the disk cannot read it', () => {
    const disk = savedDisk(2);
    disk.readFile = () => {
      throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
    };
    expect(() => managerOn(disk).load()).toThrow(
      expect.objectContaining({ code: 'core/state-unreadable' }),
    );
    expect(disk.list(FOLDER)).toEqual(['state-000001.q2', 'state-000002.q2']);
  });
});

describe('schema versions', () => {
  /** One file of every version ever written, base64; generation 1. */
  const FIXTURES: readonly string[] = [
    'UTJTVEFURTEI0HR1arfx1rfw3sE2dFc/sqkg9pVhooDJUGPHWXZg/QEAAAABAAAAAAAAAA0AGAAAADIuMC4wLWFscGhhLjF7ImJhciI6MSwid2VpZ2h0cyI6bnVsbH0=',
  ];

  it.each(FIXTURES.map((file, at) => ({ version: at + 1, file })))(
    'reads version $version',
    ({ file }) => {
      const disk = VirtualDisk.of([[fileOf(1), Buffer.from(file, 'base64')]]);
      expect(managerOn(disk).load()).toMatchObject({ state: { bar: 1, weights: null } });
    },
  );

  it('brings an older state up to date and leaves its file as it is', () => {
    const disk = savedDisk(1);
    const before = disk.readFile(fileOf(1));
    const migrations = [
      (old: unknown) => ({ ...(old as Counter), added: 'in 2' }),
      (old: unknown) => ({ ...(old as Counter), bar: (old as Counter).bar * 10 }),
    ];
    const manager = managerOn(disk, { migrations });
    expect(manager.load()).toMatchObject({ state: { bar: 10, weights: null, added: 'in 2' } });
    expect(disk.readFile(fileOf(1))).toEqual(before);
    manager.save({ bar: 10, weights: null });
    expect(managerOn(disk, { migrations }).load()).toMatchObject({ state: { bar: 10 } });
  });

  it('refuses a newer one and changes nothing, not even a corrupt one above it', () => {
    const newer = { schema: 2, generation: 3, build: '9.0.0', json: '{}' };
    const disk = savedDisk(2);
    disk.put(fileOf(3), encodeSnapshot(newer));
    disk.put(fileOf(4), Uint8Array.of(1));
    expect(refusalOf(disk)).toBe('core/state-newer');
  });
});

describe('weights', () => {
  const bytes = (seed: number) => new Uint8Array(100).fill(seed);

  it('come back verified, are stored once, and are refused when absent or changed', () => {
    const disk = new VirtualDisk();
    const manager = managerOn(disk);
    const hash = manager.putWeights(bytes(1));
    expect(manager.putWeights(bytes(1))).toBe(hash);
    expect(manager.getWeights(hash)).toEqual(bytes(1));
    const path = `${FOLDER}/weights/${hash}.safetensors`;
    expect(disk.list(`${FOLDER}/weights`)).toEqual([`${hash}.safetensors`]);
    disk.put(path, bytes(2));
    expect(() => manager.getWeights(hash)).toThrow(/its SHA-256 is [0-9a-f]{64}; bring/);
    expect(manager.putWeights(bytes(1))).toBe(hash);
    expect(manager.getWeights(hash)).toEqual(bytes(1));
    disk.remove(path);
    expect(() => manager.getWeights(hash)).toThrow(/ENOENT/);
  });

  it('stay while a kept snapshot names them or none has been saved since, then go', () => {
    const disk = new VirtualDisk();
    const manager = managerOn(disk);
    const champion = manager.putWeights(bytes(1));
    manager.save({ bar: 1, weights: champion });
    const challenger = manager.putWeights(bytes(2));
    manager.save({ bar: 2, weights: champion });
    manager.save({ bar: 3, weights: challenger });
    const restarted = managerOn(disk);
    const hashes = () => disk.list(`${FOLDER}/weights`).map((name) => name.slice(0, 64));
    expect(hashes().sort()).toEqual([champion, challenger].sort());
    for (const running of [manager, restarted]) {
      running.save({ bar: 4, weights: challenger });
      expect(hashes()).toEqual([challenger]);
    }
    expect(restarted.getWeights(challenger)).toEqual(bytes(2));
  });
});

class WithoutSync extends VirtualDisk {
  override open(path: string, mode: 'create' | 'append'): DiskFile {
    return { ...super.open(path, mode), sync: () => undefined };
  }
}

class WithoutFolderSync extends VirtualDisk {
  override syncFolder(): void {}
}

/** Loses power everywhere in five saves; counts crash states that lost an acknowledged one. */
function countLosses(disk: VirtualDisk): { states: number; lost: number } {
  let acknowledged = 0;
  let lost = 0;
  const scenario = () => {
    const manager = managerOn(disk);
    for (let bar = 1; bar <= 5; bar++) {
      const weights = manager.putWeights(new Uint8Array(40).fill(bar));
      manager.save({ bar, weights });
      acknowledged = bar;
    }
  };
  const states = checkEveryCrash(disk, scenario, (crashed) => {
    try {
      const manager = managerOn(crashed);
      const loaded = manager.load();
      const { bar, weights } = loaded.kind === 'none' ? { bar: 0, weights: null } : loaded.state;
      if (weights !== null) manager.getWeights(weights);
      if (bar < acknowledged) lost++;
    } catch (thrown) {
      if (!(thrown instanceof QuantError)) throw thrown;
      lost++;
    }
  });
  return { states, lost };
}

describe('a loss of power', () => {
  it('takes no acknowledged save, and no weights it names', () => {
    const { states, lost } = countLosses(new VirtualDisk());
    expect(states).toBeGreaterThan(150);
    expect(lost).toBe(0);
  });

  it('would take some if file or folder were not synced: the enumeration sees both', () => {
    expect(countLosses(new WithoutSync()).lost).toBeGreaterThan(0);
    expect(countLosses(new WithoutFolderSync()).lost).toBeGreaterThan(0);
  });

  it('takes nothing that a restart has shown, though a killed process never synced its name', () => {
    const disk = savedDisk(1);
    disk.beforeCall = ({ kind }) => {
      if (kind === 'syncFolder') throw new Error('killed between rename and sync');
    };
    expect(() => managerOn(disk).save({ bar: 2, weights: null })).toThrow('killed');
    disk.beforeCall = () => undefined;
    expect(managerOn(disk).load()).toMatchObject({ generation: 2 });
    for (const crashed of disk.crashStates()) {
      expect(managerOn(crashed).load()).toMatchObject({ generation: 2 });
    }
  });
});

describe('a failing disk', () => {
  it.each(['ENOSPC', 'EIO'] as const)(
    '%s at any call of a save keeps the last good one',
    (code) => {
      const calls = savedDisk(4).calls.length - savedDisk(3).calls.length;
      for (let call = 1; call <= calls; call++) {
        const disk = savedDisk(3);
        const manager = managerOn(disk);
        disk.failAt(disk.calls.length + call, code);
        let acknowledged = 3;
        try {
          manager.save({ bar: 4, weights: null });
          acknowledged = 4;
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'base/write-failed' });
        }
        for (const crashed of disk.crashStates()) {
          const loaded = managerOn(crashed).load();
          expect(loaded.kind === 'loaded' && loaded.state.bar).toBeGreaterThanOrEqual(acknowledged);
        }
        manager.save({ bar: 5, weights: null });
        expect(managerOn(disk).load()).toMatchObject({ state: { bar: 5 } });
      }
    },
  );
});
