import { describe, expect, it } from 'vitest';
import { packModel, type TrainedModel } from '#models';
import {
  dayOf,
  poorChampion,
  smallConfig,
  unevenMarket,
} from '../../tests/support/learning-market.ts';
import { checkEveryCrash, VirtualDisk } from '../../tests/support/virtual-disk.ts';
import {
  readOutcome,
  readTask,
  removeLeftovers,
  removeRetrainFiles,
  writeOutcome,
  writeTask,
} from './retrain-files.ts';
import type { RetrainOutcome, RetrainTask } from './retrain-task.ts';

const PATH = '/retrain/ridge-1';
const market = await unevenMarket(120);
const config = smallConfig();
const champion = await poorChampion(market, dayOf(110), config);
const task: RetrainTask = {
  model: 'ridge',
  symbols: market.assets.map(({ symbol }) => symbol),
  tables: market.assets.map(({ adjusted }) => adjusted),
  config,
  seed: 7,
  champion,
};
const accepted: RetrainOutcome = {
  kind: 'ACCEPTED',
  challenger: champion,
  championLoss: 1,
  challengerLoss: 0.5,
};

const comparable = ({ card, ...rest }: TrainedModel) => [card, packModel({ card, ...rest })];

describe('the files of a retrain', () => {
  it('carry the task to the child, to the bit', async () => {
    const disk = new VirtualDisk();
    writeTask(disk, PATH, task);
    const { champion: read, ...rest } = await readTask(disk, PATH);
    const { champion: given, ...others } = task;
    expect(rest).toEqual(others);
    expect(comparable(read as TrainedModel)).toEqual(comparable(given as TrainedModel));
  });

  it('carry a task without a champion', async () => {
    const disk = new VirtualDisk();
    writeTask(disk, PATH, { ...task, champion: null });
    expect((await readTask(disk, PATH)).champion).toBeNull();
  });

  it('carry each verdict back', async () => {
    const verdicts: RetrainOutcome[] = [
      { kind: 'REJECTED', championLoss: 1, challengerLoss: 2 },
      { kind: 'FAILED', reason: 'no data' },
    ];
    for (const verdict of verdicts) {
      const disk = new VirtualDisk();
      writeOutcome(disk, PATH, verdict);
      expect(await readOutcome(disk, PATH)).toEqual(verdict);
    }
    const disk = new VirtualDisk();
    writeOutcome(disk, PATH, accepted);
    const read = await readOutcome(disk, PATH);
    if (read.kind !== 'ACCEPTED') throw new Error(read.kind);
    expect({ ...read, challenger: comparable(read.challenger) }).toEqual({
      ...accepted,
      challenger: comparable(champion),
    });
  });

  it.each([
    ['nothing', ''],
    ['half of it', '{"kind":"REJ'],
    ['another verdict', '{"kind":"PERHAPS"}'],
    ['no losses', '{"kind":"REJECTED","championLoss":null,"challengerLoss":1}'],
    ['an endless loss', '{"kind":"REJECTED","championLoss":1e999,"challengerLoss":1}'],
    ['no challenger', '{"kind":"ACCEPTED","championLoss":1,"challengerLoss":0.5}'],
    ['a card that is none', '{"kind":"ACCEPTED","card":{},"championLoss":1,"challengerLoss":0.5}'],
  ])('are no verdict when they hold %s', async (_, text) => {
    const disk = VirtualDisk.of([[`${PATH}.outcome.json`, new TextEncoder().encode(text)]]);
    await expect(readOutcome(disk, PATH)).rejects.toThrow(
      expect.objectContaining({ code: expect.stringMatching(/core\/bad-outcome|models\/corrupt/) }),
    );
  });

  it('are no verdict when the weights are not those of the card', async () => {
    const disk = new VirtualDisk();
    writeOutcome(disk, PATH, accepted);
    disk.put(
      `${PATH}.challenger.safetensors`,
      packModel(champion).map((byte) => byte ^ 1),
    );
    await expect(readOutcome(disk, PATH)).rejects.toThrow(
      expect.objectContaining({ code: 'models/corrupt' }),
    );
  });

  it('hold a whole verdict or none, wherever the child was killed', async () => {
    const disk = new VirtualDisk();
    const crashed: VirtualDisk[] = [];
    checkEveryCrash(
      disk,
      () => writeOutcome(disk, PATH, accepted),
      (left) => crashed.push(left),
    );
    const whole = crashed.filter((left) => left.exists(`${PATH}.outcome.json`));
    expect(whole.length).toBeGreaterThan(0);
    expect(whole.length).toBeLessThan(crashed.length);
    for (const left of whole) expect((await readOutcome(left, PATH)).kind).toBe('ACCEPTED');
  });

  it('go, with what a killed writer left, and no others', () => {
    const disk = new VirtualDisk();
    writeTask(disk, PATH, task);
    disk.put(`${PATH}.outcome.json.tmp-0`, new Uint8Array(3));
    disk.put(`${PATH}0.task.json`, new Uint8Array(3));
    removeRetrainFiles(disk, PATH);
    expect(disk.list('/retrain')).toEqual(['ridge-10.task.json']);
    disk.put('/retrain/ridge-2.outcome.json.tmp-0', new Uint8Array(3));
    disk.put('/retrain/notes', new Uint8Array(3));
    removeLeftovers(disk, '/retrain');
    expect(disk.list('/retrain')).toEqual(['notes']);
    removeLeftovers(disk, '/nowhere');
  });
});
