import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import {
  type BarTable,
  decodeFiniteJson,
  type Disk,
  encodeFiniteJson,
  messageOf,
  QuantError,
  writeFileAtomic,
  TABLE_COLUMNS,
} from '#base';
import type { SystemConfig } from '#config';
import {
  decodeTensors,
  encodeTensors,
  type ModelCard,
  packModel,
  parseCard,
  type TrainedModel,
  unpackModel,
} from '#models';
import type { RetrainOutcome, RetrainTask } from './retrain-task.ts';

/** What a task's path is followed by in the names of its files. */
const TASK = '.task.json';
const BARS = '.bars.safetensors';
const CHAMPION = '.champion.safetensors';
const OUTCOME = '.outcome.json';
const CHALLENGER = '.challenger.safetensors';

interface SavedTask {
  readonly model: string;
  readonly symbols: readonly string[];
  readonly config: SystemConfig;
  readonly seed: number;
  readonly champion: ModelCard | null;
}

const savedOutcome = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('ACCEPTED'),
    card: z.unknown(),
    championLoss: z.number().nullable(),
    challengerLoss: z.number(),
  }),
  z.strictObject({
    kind: z.literal('REJECTED'),
    championLoss: z.number(),
    challengerLoss: z.number(),
  }),
  z.strictObject({ kind: z.literal('FAILED'), reason: z.string() }),
]);

/** Writes a task where a child process finds it: files whose names begin with `path`. */
export function writeTask(disk: Disk, path: string, task: RetrainTask): void {
  const { model, symbols, config, seed, champion } = task;
  const saved: SavedTask = { model, symbols, config, seed, champion: champion?.card ?? null };
  const columns = task.tables.flatMap((table, asset) =>
    TABLE_COLUMNS.map((column) => {
      const data = table[column];
      return { name: `${asset}.${column}`, shape: [data.length], data };
    }),
  );
  writeFileAtomic(disk, path + BARS, encodeTensors(columns));
  if (champion !== null) writeFileAtomic(disk, path + CHAMPION, packModel(champion));
  writeFileAtomic(disk, path + TASK, encodeText(saved));
}

/** The task that this program's own `writeTask` left. */
export async function readTask(disk: Disk, path: string): Promise<RetrainTask> {
  const { champion, ...saved } = decodeText(disk.readFile(path + TASK)) as SavedTask;
  const bars = decodeTensors(disk.readFile(path + BARS), path + BARS);
  const columns = new Map(bars.map(({ name, data }) => [name, data as Float64Array]));
  const tables = saved.symbols.map((_, asset) =>
    Object.fromEntries(TABLE_COLUMNS.map((column) => [column, columns.get(`${asset}.${column}`)])),
  ) as unknown as BarTable[];
  const model = champion === null ? null : await readModel(disk, path + CHAMPION, champion);
  return { ...saved, tables, champion: model };
}

/** Writes the verdict last, so that one that is there is complete. */
export function writeOutcome(disk: Disk, path: string, outcome: RetrainOutcome): void {
  let saved: z.infer<typeof savedOutcome> | null = null;
  if (outcome.kind === 'ACCEPTED') {
    const { challenger, ...rest } = outcome;
    writeFileAtomic(disk, path + CHALLENGER, packModel(challenger));
    saved = { ...rest, card: challenger.card };
  } else saved = outcome;
  writeFileAtomic(disk, path + OUTCOME, encodeText(saved));
}

/**
 * The verdict a child left.
 *
 * @throws core/bad-outcome, models/corrupt; what the disk throws when it left none
 */
export async function readOutcome(disk: Disk, path: string): Promise<RetrainOutcome> {
  const saved = parseOutcome(disk.readFile(path + OUTCOME), path + OUTCOME);
  if (saved.kind !== 'ACCEPTED') return saved;
  const { card, ...rest } = saved;
  const checked = parseCard(encodeFiniteJson(card ?? null), path + OUTCOME);
  return { ...rest, challenger: await readModel(disk, path + CHALLENGER, checked) };
}

function parseOutcome(bytes: Uint8Array, path: string): z.infer<typeof savedOutcome> {
  try {
    return savedOutcome.parse(decodeText(bytes));
  } catch (cause) {
    const found = cause instanceof z.ZodError ? cause.issues[0].message : messageOf(cause);
    throw new QuantError(
      'core/bad-outcome',
      `A retrain left ${path}, which is no verdict (${found}); the champion stays.`,
      { cause },
    );
  }
}

function readModel(disk: Disk, path: string, card: ModelCard): Promise<TrainedModel> {
  return unpackModel(card, disk.readFile(path), path);
}

/** Removes whatever retrains of dead processes left in a folder. */
export function removeLeftovers(disk: Disk, folder: string): void {
  for (const name of disk.list(folder)) {
    if (/\.(json|safetensors)(\.tmp-\d+)?$/.test(name)) disk.remove(join(folder, name));
  }
}

/** Removes all that a retrain left under its path. */
export function removeRetrainFiles(disk: Disk, path: string): void {
  for (const name of disk.list(dirname(path))) {
    if (name.startsWith(`${basename(path)}.`)) disk.remove(join(dirname(path), name));
  }
}

function encodeText(value: unknown): Uint8Array {
  return new TextEncoder().encode(encodeFiniteJson(value));
}

function decodeText(bytes: Uint8Array): unknown {
  return decodeFiniteJson(new TextDecoder().decode(bytes));
}
