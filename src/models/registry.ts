import { join } from 'node:path';
import { type Disk, messageOf, QuantError, systemCodeOf, writeFileAtomic } from '#base';
import { type ModelCard, parseCard } from './model-card.ts';
import { packModel, unpackModel } from './packed-model.ts';
import type { TrainedModel } from './trained-model.ts';

const CARD_FILE = 'card.json';
const WEIGHTS_FILE = 'weights.safetensors';
/** What names a model, and its folder. */
type ModelKey = Pick<ModelCard, 'name' | 'id'>;

/** What a model's folder may be called; other things may lie beside it. */
const MODEL_NAME = /^[a-z0-9-]+$/;

/**
 * Keeps a model under `modelDir/<name>/<id>`; weights first, so a card always has its weights.
 *
 * @returns the model's folder
 * @throws base/write-failed
 */
export function saveModel(disk: Disk, modelDir: string, trained: TrainedModel): string {
  const { card } = trained;
  const folder = join(modelDir, card.name, card.id);
  writeFileAtomic(disk, join(folder, WEIGHTS_FILE), packModel(trained));
  const text = `${JSON.stringify(card, null, 2)}\n`;
  writeFileAtomic(disk, join(folder, CARD_FILE), new TextEncoder().encode(text));
  return folder;
}

/**
 * Cards of all models in a folder, by name, then oldest training first.
 *
 * @throws models/corrupt
 */
export function listModels(disk: Disk, modelDir: string): ModelCard[] {
  const names = namesIn(disk, modelDir).filter((name) => MODEL_NAME.test(name));
  const cards = names.flatMap((name) =>
    namesIn(disk, join(modelDir, name))
      .filter((id) => disk.exists(join(modelDir, name, id, CARD_FILE)))
      .map((id) => readCard(disk, modelDir, { name, id })),
  );
  return cards.sort(
    (a, b) =>
      compare(a.name, b.name) ||
      a.training.lastLabelTime - b.training.lastLabelTime ||
      compare(a.id, b.id),
  );
}

/**
 * Brings a model back, after its card and its weights have proved to be those that were saved.
 *
 * @throws models/not-found, models/corrupt, models/unknown-model, models/bad-weights
 */
export async function loadModel(
  disk: Disk,
  modelDir: string,
  key: ModelKey,
): Promise<TrainedModel> {
  const card = readCard(disk, modelDir, key);
  const path = join(modelDir, key.name, key.id, WEIGHTS_FILE);
  return unpackModel(card, readFile(disk, path), path);
}

/** Names in a folder; none in a file that lies where a folder could. */
function namesIn(disk: Disk, folder: string): string[] {
  try {
    return disk.list(folder);
  } catch (thrown) {
    if (systemCodeOf(thrown) === 'ENOTDIR') return [];
    throw thrown;
  }
}

/** @throws models/not-found, models/corrupt, also for the card of another model */
function readCard(disk: Disk, modelDir: string, { name, id }: ModelKey): ModelCard {
  const path = join(modelDir, name, id, CARD_FILE);
  const card = parseCard(new TextDecoder().decode(readFile(disk, path)), path);
  if (card.name === name && card.id === id) return card;
  throw new QuantError(
    'models/corrupt',
    `The model card ${path} is that of ${card.name} ${card.id}; keep a model in ${join(modelDir, 'NAME', 'ID')}, or remove it.`,
  );
}

function readFile(disk: Disk, path: string): Uint8Array {
  try {
    return disk.readFile(path);
  } catch (cause) {
    throw new QuantError(
      'models/not-found',
      `Cannot read ${path} (${messageOf(cause)}); train the model, or name one that \`quant models\` lists.`,
      { cause },
    );
  }
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
