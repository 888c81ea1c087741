import { describe, expect, it } from 'vitest';
import type { ChildEnd, Spawn } from '#base';
import { smallConfig } from '../../tests/support/learning-market.ts';
import {
  childDoing,
  KILLED,
  ManualClock,
  retrainingOn,
} from '../../tests/support/fake-children.ts';
import { randomBars } from '../../tests/support/random-bars.ts';
import { VirtualDisk } from '../../tests/support/virtual-disk.ts';
import { childRetrainer } from './child-retrainer.ts';
import { writeOutcome } from './retrain-files.ts';
import type { RetrainTask } from './retrain-task.ts';

const FOLDER = '/state/retrain';
const task: RetrainTask = {
  model: 'ridge',
  symbols: ['A'],
  tables: [randomBars(7, 300, { edge: 0.4 })],
  config: smallConfig(),
  seed: 1,
  champion: null,
};

const setupOn = (disk: VirtualDisk, spawn: Spawn, clock = new ManualClock()) =>
  childRetrainer({ disk, spawn, clock, folder: FOLDER, timeoutMs: 1000 });

const never = childDoing(() => new Promise<ChildEnd>(() => undefined));
const ending = (end: Partial<ChildEnd>) =>
  childDoing(() => ({ code: 1, signal: null, stdout: '', stderr: '', ...end }));

/** A child that writes this and says that all went well. */
const leaving = (disk: VirtualDisk, text: string) =>
  childDoing((path) => {
    disk.put(`${path}.outcome.json`, new TextEncoder().encode(text));
    return { code: 0, signal: null, stdout: '', stderr: '' };
  });

describe('childRetrainer', () => {
  it('brings the verdict of its child and leaves no file behind', async () => {
    const disk = new VirtualDisk();
    const clock = new ManualClock();
    const outcome = await setupOn(disk, retrainingOn(disk), clock)(task).outcome;
    expect(outcome.kind).toBe('ACCEPTED');
    expect(disk.list(FOLDER)).toEqual([]);
    expect(clock.sleeping, 'the time-out is called off').toBe(0);
  });

  it.each<[string, (disk: VirtualDisk) => Spawn, string]>([
    [
      'throws',
      () => ending({ stderr: 'x\nTypeError: no such thing\n    at Error (x.ts)\n\nNode.js v24\n' }),
      'child ended with exit code 1: TypeError: no such thing',
    ],
    [
      'runs out of memory',
      () => ending({ code: null, signal: 'SIGABRT', stderr: '\nFATAL ERROR: heap limit\n----\n' }),
      'child ended with signal SIGABRT: FATAL ERROR: heap limit',
    ],
    ['is killed', () => ending(KILLED), 'child ended with signal SIGKILL: no message'],
    ['leaves no verdict', () => ending({ code: 0 }), 'ENOENT'],
    ['leaves garbage', (disk) => leaving(disk, '\u0000garbage'), 'which is no verdict'],
    [
      'leaves no loss',
      (disk) => leaving(disk, '{"kind":"REJECTED","championLoss":null,"challengerLoss":1}'),
      'which is no verdict',
    ],
    [
      'cannot be started',
      () => () => {
        throw new Error('EAGAIN');
      },
      'EAGAIN',
    ],
    [
      'cannot be started, as is told later',
      () => () => ({ pid: -1, done: Promise.reject(new Error('ENOMEM')), kill: () => undefined }),
      'ENOMEM',
    ],
  ])('fails, and keeps its files to itself, when the child %s', async (_, spawn, reason) => {
    const disk = new VirtualDisk();
    const clock = new ManualClock();
    const outcome = await setupOn(disk, spawn(disk), clock)(task).outcome;
    expect(outcome).toEqual({ kind: 'FAILED', reason: expect.stringContaining(reason) });
    expect(disk.list(FOLDER)).toEqual([]);
    expect(clock.sleeping).toBe(0);
  });

  it('kills a child that takes too long', async () => {
    const clock = new ManualClock();
    const { outcome } = setupOn(new VirtualDisk(), never, clock)(task);
    clock.advance(999);
    clock.advance(1);
    expect(await outcome).toEqual({ kind: 'FAILED', reason: 'not done after 1000 ms, killed' });
  });

  it('kills its child when it is cancelled', async () => {
    const disk = new VirtualDisk();
    const running = setupOn(disk, never)(task);
    running.cancel();
    expect((await running.outcome).kind).toBe('FAILED');
    expect(disk.list(FOLDER)).toEqual([]);
  });

  it.each(['write', 'sync', 'rename', 'remove'] as const)(
    'never throws when the disk fails at a %s',
    async (kind) => {
      const rehearsal = new VirtualDisk();
      await setupOn(rehearsal, retrainingOn(rehearsal))(task).outcome;
      for (const { number } of rehearsal.calls.filter((call) => call.kind === kind)) {
        const disk = new VirtualDisk();
        disk.failAt(number, 'ENOSPC');
        const outcome = await setupOn(disk, retrainingOn(disk))(task).outcome;
        expect(outcome.kind).toBe(kind === 'remove' ? 'ACCEPTED' : 'FAILED');
      }
    },
  );

  it('removes what the children of dead processes left', () => {
    const disk = VirtualDisk.of([
      [`${FOLDER}/ridge-old-1.task.json`, new Uint8Array(9)],
      [`${FOLDER}/ridge-old-1.outcome.json.tmp-0`, new Uint8Array(4)],
    ]);
    setupOn(disk, never);
    expect(disk.list(FOLDER)).toEqual([]);
  });

  it('never takes the verdict of an earlier session’s child for its own', async () => {
    const disk = new VirtualDisk();
    const paths: string[] = [];
    const first = childDoing((path) => {
      paths.push(path);
      return new Promise<ChildEnd>(() => undefined);
    });
    setupOn(disk, first)(task);
    await Promise.resolve();
    const clock = new ManualClock();
    clock.advance(300);
    const stale = { kind: 'REJECTED', championLoss: 1, challengerLoss: 2 } as const;
    const second = childDoing(() => {
      writeOutcome(disk, paths[0], stale);
      return { code: 0, signal: null, stdout: '', stderr: '' };
    });
    expect(await setupOn(disk, second, clock)(task).outcome).toMatchObject({ kind: 'FAILED' });
  });

  it('keeps several retrains apart', async () => {
    const disk = new VirtualDisk();
    const start = setupOn(disk, retrainingOn(disk));
    const impossible = { ...task, tables: [randomBars(7, 20)] };
    const outcomes = [task, impossible, task].map((each) => start(each).outcome);
    expect((await Promise.all(outcomes)).map(({ kind }) => kind)).toEqual([
      'ACCEPTED',
      'FAILED',
      'ACCEPTED',
    ]);
  });
});
