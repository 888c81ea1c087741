import { describe, expect, it } from 'vitest';
import { checkEveryCrash, VirtualDisk } from '../../../tests/support/virtual-disk.ts';
import { QuantError } from '../errors.ts';
import type { DiskFile } from '../ports/disk.ts';
import { Journal } from './journal.ts';

const FOLDER = '/state';

/** Appends and syncs one batch per inner list. */
function writeBatches(journal: Journal, batches: readonly (readonly string[])[]): void {
  for (const batch of batches) {
    for (const note of batch) journal.append('note', { note });
    journal.sync();
  }
}

function notesOf(disk: VirtualDisk): string[] {
  const records = [...Journal.open(disk, FOLDER).read()];
  expect(records.map(({ seq }) => seq)).toEqual(records.map((_, at) => at + 1));
  return records.map(({ payload }) => (payload as { note: string }).note);
}

/** Opens a copy of the files and says what came of it. */
function outcomeOf(files: Map<string, Uint8Array>): { notes: string[] } | { refused: string } {
  const disk = VirtualDisk.of(files);
  try {
    return { notes: notesOf(disk) };
  } catch (thrown) {
    if (!(thrown instanceof QuantError)) throw thrown;
    expect(disk.files(), 'a refusal changes nothing').toEqual(files);
    return { refused: thrown.code };
  }
}

const BATCHES = [['a'], ['b', 'c'], ['d'], ['e', 'f']];
const NOTES = BATCHES.flat();

function writtenFiles(segmentBytes?: number, batches = BATCHES): Map<string, Uint8Array> {
  const disk = new VirtualDisk();
  const journal = Journal.open(disk, FOLDER, segmentBytes === undefined ? {} : { segmentBytes });
  writeBatches(journal, batches);
  journal.close();
  return disk.files();
}

describe('Journal', () => {
  it('reads back every record in order, across segments and reopening', () => {
    const disk = new VirtualDisk();
    for (let run = 0; run < 3; run++) {
      const journal = Journal.open(disk, FOLDER, { segmentBytes: 150 });
      expect(journal.lastSeq).toBe(run * NOTES.length);
      writeBatches(journal, BATCHES);
      journal.close();
    }
    expect(disk.list(FOLDER).length).toBeGreaterThan(3);
    expect(disk.list(FOLDER)[0]).toBe('journal-000000000001.q2j');
    expect(notesOf(disk)).toEqual([...NOTES, ...NOTES, ...NOTES]);
    const tail = [...Journal.open(disk, FOLDER).read(17)];
    expect(tail).toEqual([
      { seq: 17, type: 'note', payload: { note: 'e' } },
      { seq: 18, type: 'note', payload: { note: 'f' } },
    ]);
  });

  it('shows a record only once it is synced', () => {
    const journal = Journal.open(new VirtualDisk(), FOLDER);
    expect(journal.append('note', 1)).toBe(1);
    expect([journal.lastSeq, [...journal.read()].length]).toEqual([0, 0]);
    journal.sync();
    expect([journal.lastSeq, [...journal.read()].length]).toEqual([1, 1]);
  });

  it('refuses a payload that would read back changed, and goes on', () => {
    const journal = Journal.open(new VirtualDisk(), FOLDER);
    expect(() => journal.append('fill', { price: Number.NaN })).toThrow('price is NaN');
    expect(journal.append('fill', { price: 1 })).toBe(1);
  });
});

describe('a damaged journal', () => {
  it('is a shorter one, never another one, wherever the last segment is cut off', () => {
    const files = writtenFiles(150);
    const [path, bytes] = [...files].at(-1) as [string, Uint8Array];
    for (let length = 0; length < bytes.length; length++) {
      const outcome = outcomeOf(new Map([...files, [path, bytes.subarray(0, length)]]));
      expect(outcome).toHaveProperty('notes');
      if ('notes' in outcome) expect(outcome.notes).toEqual(NOTES.slice(0, outcome.notes.length));
    }
  });

  it('is refused when an earlier segment is cut off, emptied or missing', () => {
    const files = writtenFiles(90);
    const [path, bytes] = [...files][0];
    for (let length = 0; length < bytes.length; length++) {
      const outcome = outcomeOf(new Map([...files, [path, bytes.subarray(0, length)]]));
      expect(outcome).toEqual({ refused: 'base/journal-corrupt' });
    }
    for (const absent of [...files.keys()].slice(0, -1)) {
      const rest = new Map([...files].filter(([name]) => name !== absent));
      expect(outcomeOf(rest)).toEqual({ refused: 'base/journal-corrupt' });
    }
  });

  it('is refused when an earlier segment has grown, or a record is cut out or doubled', () => {
    const files = writtenFiles(90);
    const [path, bytes] = [...files][0];
    const grown = Uint8Array.of(...bytes, 0, 0, 0);
    expect(outcomeOf(new Map([...files, [path, grown]]))).toEqual({
      refused: 'base/journal-corrupt',
    });
    const [only, whole] = [...writtenFiles(undefined, [['a'], ['b'], ['c']])][0];
    const record = (whole.length - 16) / 3;
    const cutOut = [...whole.subarray(0, 16 + record), ...whole.subarray(16 + 2 * record)];
    const doubled = [...whole.subarray(0, 16 + record), ...whole.subarray(16)];
    for (const changed of [cutOut, doubled]) {
      expect(outcomeOf(new Map([[only, Uint8Array.from(changed)]]))).toEqual({
        refused: 'base/journal-corrupt',
      });
    }
  });

  it('is refused whichever bit of whichever segment is flipped', () => {
    const files = writtenFiles(150);
    let accepted = 0;
    for (const [path, bytes] of files) {
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const flipped = bytes.slice();
        flipped[bit >> 3] ^= 1 << (bit & 7);
        if ('notes' in outcomeOf(new Map([...files, [path, flipped]]))) accepted++;
      }
    }
    expect(accepted).toBe(0);
  });

  it('is refused for a flipped bit in the last record however that lies across sectors', () => {
    let accepted = 0;
    for (let padding = 440; padding < 475; padding += 2) {
      const files = writtenFiles(undefined, [['x'.repeat(padding - 60)], ['last']]);
      const [path, bytes] = [...files][0];
      for (let bit = (bytes.length - 42) * 8; bit < bytes.length * 8; bit++) {
        const flipped = bytes.slice();
        flipped[bit >> 3] ^= 1 << (bit & 7);
        if ('notes' in outcomeOf(new Map([[path, flipped]]))) accepted++;
      }
    }
    expect(accepted).toBe(0);
  });

  it('is refused when a sector of an earlier, synced batch reads as zeros', () => {
    const files = writtenFiles(undefined, [['x'.repeat(2000)], ['y'.repeat(2000)]]);
    const [path, bytes] = [...files][0];
    const holed = bytes.slice().fill(0, 512, 1024);
    expect(outcomeOf(new Map([[path, holed]]))).toEqual({ refused: 'base/journal-corrupt' });
  });

  it('is shorter when a sector of the last batch reads as zeros, even if the rest of it was written', () => {
    const batches = [['x'.repeat(2000)], ['y'.repeat(2000), 'z'.repeat(2000)]];
    const [path, bytes] = [...writtenFiles(undefined, batches)][0];
    const torn = bytes.slice().fill(0, 2560, 3072);
    expect(outcomeOf(new Map([[path, torn]]))).toEqual({ notes: batches[0] });
  });

  it('says which record, where, and both checksums', () => {
    const files = writtenFiles();
    const [path, bytes] = [...files][0];
    bytes[bytes.length - 3] ^= 1;
    expect(() => Journal.open(VirtualDisk.of([[path, bytes]]), FOLDER)).toThrow(
      /^Journal record 6 in \/state\/journal-000000000001\.q2j is damaged at byte \d+ \(checksum expected [0-9a-f]{8}, got [0-9a-f]{8}\); nothing was changed; /,
    );
  });

  it('counts the bytes of a torn tail', () => {
    const files = writtenFiles();
    const [path, bytes] = [...files][0];
    const disk = VirtualDisk.of([[path, bytes.subarray(0, bytes.length - 1)]]);
    expect(Journal.open(disk, FOLDER).recovery).toEqual({ records: 5, tornBytes: 37 });
    expect(Journal.open(disk, FOLDER).recovery).toEqual({ records: 5, tornBytes: 0 });
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

/** Loses power everywhere and counts the crash states in which an acknowledged record is gone. */
function countLosses(disk: VirtualDisk): { states: number; lost: number } {
  let acknowledged = 0;
  let lost = 0;
  const scenario = () => {
    for (let run = 0; run < 2; run++) {
      const journal = Journal.open(disk, FOLDER, { segmentBytes: 90 });
      for (const batch of BATCHES) {
        writeBatches(journal, [batch]);
        acknowledged = journal.lastSeq;
      }
    }
  };
  const states = checkEveryCrash(disk, scenario, (crashed) => {
    const outcome = outcomeOf(crashed.files());
    if (!('notes' in outcome) || outcome.notes.length < acknowledged) lost++;
    else expect(outcome.notes).toEqual([...NOTES, ...NOTES].slice(0, outcome.notes.length));
  });
  return { states, lost };
}

describe('a loss of power', () => {
  it('takes no acknowledged record, whatever of the rest reached the disk', () => {
    const { states, lost } = countLosses(new VirtualDisk());
    expect(states).toBeGreaterThan(50);
    expect(lost).toBe(0);
  });

  it('would take some if file or folder were not synced: the enumeration sees both', () => {
    expect(countLosses(new WithoutSync()).lost).toBeGreaterThan(0);
    expect(countLosses(new WithoutFolderSync()).lost).toBeGreaterThan(0);
  });

  it('takes nothing that a restart has shown, though a killed process never synced it', () => {
    const disk = new VirtualDisk();
    const killed = Journal.open(disk, FOLDER);
    writeBatches(killed, [['a']]);
    killed.append('note', { note: 'b' });
    disk.beforeCall = ({ kind }) => {
      if (kind === 'sync') throw new Error('killed between write and sync');
    };
    expect(() => killed.sync()).toThrow('killed');
    disk.beforeCall = () => undefined;
    const shown = notesOf(disk);
    expect(shown).toEqual(['a', 'b']);
    for (const crashed of disk.crashStates()) expect(notesOf(crashed)).toEqual(shown);
  });
});

describe('a failing disk', () => {
  it.each(['ENOSPC', 'EIO'] as const)('%s at any call: refused, never half believed', (code) => {
    for (let call = 1; ; call++) {
      const disk = new VirtualDisk();
      disk.failAt(call, code);
      let acknowledged = 0;
      let refusals = 0;
      const journal = Journal.open(disk, FOLDER, { segmentBytes: 90 });
      for (const [at, batch] of BATCHES.entries()) {
        try {
          writeBatches(journal, [batch]);
          expect(refusals, 'nothing is accepted after a failure').toBe(0);
          acknowledged = BATCHES.slice(0, at + 1).flat().length;
        } catch (thrown) {
          refusals++;
          expect(thrown).toMatchObject({ code: 'base/journal-failed' });
          expect((thrown as Error).message).toMatch(/^Cannot persist .* \(order NOT sent\)/);
        }
      }
      for (const crashed of disk.crashStates()) {
        expect(notesOf(crashed).length).toBeGreaterThanOrEqual(acknowledged);
      }
      if (disk.calls.length < call) return;
      expect(refusals).toBeGreaterThan(0);
    }
  });

  it('fails at any call of opening: refused, and a later opening finds every record', () => {
    const files = writtenFiles(90);
    const [path, bytes] = [...files].at(-1) as [string, Uint8Array];
    files.set(path, bytes.subarray(0, bytes.length - 1));
    for (let call = 1; ; call++) {
      const disk = VirtualDisk.of(files);
      disk.failAt(call, 'EIO');
      const open = () => Journal.open(disk, FOLDER).lastSeq;
      if (call > 4) return expect(open()).toBe(5);
      expect(open).toThrow(/^Cannot open the journal in \/state: EIO/);
      for (const crashed of disk.crashStates()) expect(notesOf(crashed)).toEqual(NOTES.slice(0, 5));
    }
  });
});
