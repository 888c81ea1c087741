import { join } from 'node:path';
import {
  type BarTable,
  decodeFiniteJson,
  type Disk,
  encodeFiniteJson,
  writeFileAtomic,
} from '#base';
import type { SystemConfig } from '#config';
import {
  decodeTensors,
  encodeTensors,
  type ModelCard,
  packModel,
  type TrainedModel,
  unpackModel,
} from '#models';
import type { RetrainOutcome, RetrainTask } from './retrain-task.ts';

const TASK_FILE = 'task.json';
const BARS_FILE = 'bars.safetensors';
const CHAMPION_FILE = 'champion.safetensors';
const OUTCOME_FILE = 'outcome.json';
const CHALLENGER_FILE = 'challenger.safetensors';
const COLUMNS = ['time', 'open', 'high', 'low', 'close', 'volume'] as const;

interface SavedTask {
  readonly model: string;
  readonly symbols: readonly string[];
  readonly config: SystemConfig;
  readonly seed: number;
  readonly champion: ModelCard | null;
}

type SavedOutcome =
  | Exclude<RetrainOutcome, { kind: 'ACCEPTED' }>
  | {
      readonly kind: 'ACCEPTED';
      readonly card: ModelCard;
      readonly championLoss: number | null;
      readonly challengerLoss: number;
    };

/** Writes a task where a child process finds it. */
export function writeTask(disk: Disk, folder: string, task: RetrainTask): void {
  const { model, symbols, config, seed, champion } = task;
  const saved: SavedTask = { model, symbols, config, seed, champion: champion?.card ?? null };
  const columns = task.tables.flatMap((table, asset) =>
    COLUMNS.map((column) => {
      const data = table[column];
      return { name: `${asset}.${column}`, shape: [data.length], data };
    }),
  );
  writeFileAtomic(disk, join(folder, BARS_FILE), encodeTensors(columns));
  if (champion !== null) {
    writeFileAtomic(disk, join(folder, CHAMPION_FILE), packModel(champion));
  }
  writeFileAtomic(disk, join(folder, TASK_FILE), encodeText(saved));
}

export async function readTask(disk: Disk, folder: string): Promise<RetrainTask> {
  const { champion, ...saved } = decodeText(disk.readFile(join(folder, TASK_FILE))) as SavedTask;
  const path = join(folder, BARS_FILE);
  const columns = new Map(
    decodeTensors(disk.readFile(path), path).map(({ name, data }) => [name, data as Float64Array]),
  );
  const tables = saved.symbols.map((_, asset) =>
    Object.fromEntries(COLUMNS.map((column) => [column, columns.get(`${asset}.${column}`)])),
  ) as unknown as BarTable[];
  return { ...saved, tables, champion: await readModel(disk, folder, CHAMPION_FILE, champion) };
}

/** Writes the verdict last, so that one that is there is complete. */
export function writeOutcome(disk: Disk, folder: string, outcome: RetrainOutcome): void {
  let saved: SavedOutcome;
  if (outcome.kind === 'ACCEPTED') {
    const { challenger, ...rest } = outcome;
    writeFileAtomic(disk, join(folder, CHALLENGER_FILE), packModel(challenger));
    saved = { ...rest, card: challenger.card };
  } else saved = outcome;
  writeFileAtomic(disk, join(folder, OUTCOME_FILE), encodeText(saved));
}

export async function readOutcome(disk: Disk, folder: string): Promise<RetrainOutcome> {
  const saved = decodeText(disk.readFile(join(folder, OUTCOME_FILE))) as SavedOutcome;
  if (saved.kind !== 'ACCEPTED') return saved;
  const { card, ...rest } = saved;
  const challenger = await readModel(disk, folder, CHALLENGER_FILE, card);
  return { ...rest, challenger: challenger as TrainedModel };
}

async function readModel(
  disk: Disk,
  folder: string,
  file: string,
  card: ModelCard | null,
): Promise<TrainedModel | null> {
  if (card === null) return null;
  const path = join(folder, file);
  return unpackModel(card, disk.readFile(path), path);
}

/** Removes all that a retrain left; what is missing is no matter. */
export function removeRetrainFiles(disk: Disk, folder: string): void {
  for (const name of disk.list(folder)) disk.remove(join(folder, name));
}

function encodeText(value: unknown): Uint8Array {
  return new TextEncoder().encode(encodeFiniteJson(value));
}

function decodeText(bytes: Uint8Array): unknown {
  return decodeFiniteJson(new TextDecoder().decode(bytes));
}
