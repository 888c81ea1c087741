import { join } from 'node:path';
import { QuantError, writeFileAtomic } from '#base';
import { nodeDisk } from '#base/node';
import type { SystemConfig } from '#config';
import { dateText } from '#data';
import { listModels, loadModel, type ModelCard } from '#models';
import type { ModelsOptions } from '../options.ts';
import { type Session, withSession } from '../session.ts';

/** Digits of an id that a list shows at least. */
const SHORTEST_ID = 8;

/** `quant models`: the models there are, or one of them as an ONNX file. */
export async function runModels(options: ModelsOptions): Promise<void> {
  await withSession(options, [], async (session) => {
    const { export: id, out } = options;
    if (id !== undefined && out !== undefined) {
      session.output.document(await exportModel(session, id, out));
    } else if (id === undefined && out === undefined) {
      session.output.document(list(session));
    } else {
      throw new QuantError(
        'cli/bad-option',
        '--export ID and --out FILE.onnx belong together; give both, or neither for the list.',
      );
    }
  });
}

/** Prints the models, newest last, and returns the command's document. */
function list({ config, output }: Session) {
  const cards = newestLast(config);
  const { modelDir } = config.paths;
  if (cards.length === 0) {
    output.text(`There is no model in ${modelDir}; train one with quant train --assets SIM1,SIM2.`);
    return [];
  }
  const digits = telling(cards.map(({ id }) => id));
  output.table(
    [
      { title: 'model', cell: (card: ModelCard) => card.name },
      { title: 'id', cell: ({ id }) => id.slice(0, digits) },
      { title: 'interval', cell: ({ interval }) => interval },
      { title: 'from', cell: ({ training }) => dateText(training.firstBarTime) },
      { title: 'to', cell: ({ training }) => dateText(training.lastLabelTime) },
      { title: 'samples', align: 'right', cell: ({ training }) => countText(training.samples) },
      { title: 'parameters', align: 'right', cell: ({ parameters }) => countText(parameters) },
      { title: 'loss / zero', align: 'right', cell: (card) => figure(lossRatio(card), 5) },
      { title: 'rank IC', align: 'right', cell: ({ metrics }) => figure(metrics['rankIc'], 4) },
      { title: 'symbols', cell: ({ symbols }) => symbols.join(', ') },
    ],
    cards,
  );
  output.text(
    `\nLoss and rank IC are of the held-out share of the span. Models are in ${modelDir}.`,
  );
  return cards.map((card) => ({ ...card, folder: join(modelDir, card.name, card.id) }));
}

/** Writes a network where other programs can run it. */
async function exportModel({ config, output }: Session, id: string, file: string) {
  const { modelDir } = config.paths;
  const card = cardOf(id, newestLast(config), modelDir);
  const { model } = await loadModel(nodeDisk, modelDir, card);
  const bytes = model.toOnnx?.();
  if (bytes === undefined) {
    throw new QuantError(
      'cli/not-a-network',
      `Model ${card.name} ${card.id} is a formula, not a network, so there is no ONNX file of it; its weights are in ${join(modelDir, card.name, card.id)}.`,
    );
  }
  writeFileAtomic(nodeDisk, file, bytes);
  output.text(`Wrote ${card.name} ${card.id} to ${file}, ${countText(bytes.length)} bytes.`);
  return { name: card.name, id: card.id, file, bytes: bytes.length };
}

/** By the newest bar a model has seen, then by name. */
function newestLast({ paths }: SystemConfig): ModelCard[] {
  const cards = listModels(nodeDisk, paths.modelDir);
  return cards.sort((a, b) => a.training.lastLabelTime - b.training.lastLabelTime);
}

/**
 * The one model whose id begins so.
 *
 * @throws cli/unknown-model-id, cli/ambiguous-model-id
 */
function cardOf(beginning: string, cards: readonly ModelCard[], modelDir: string): ModelCard {
  const found = cards.filter(({ id }) => beginning !== '' && id.startsWith(beginning));
  if (found.length === 1) return found[0];
  if (found.length === 0) {
    throw new QuantError(
      'cli/unknown-model-id',
      `None of the ${cards.length} models in ${modelDir} has an id that begins with ${JSON.stringify(beginning)}; quant models lists them.`,
    );
  }
  const all = found.map(({ name, id }) => `${name} ${id}`).join(', ');
  throw new QuantError(
    'cli/ambiguous-model-id',
    `The ids of ${found.length} models begin with ${JSON.stringify(beginning)}: ${all}; write more digits.`,
  );
}

/** Digits from which all ids differ. */
function telling(ids: readonly string[]): number {
  for (let digits = SHORTEST_ID; ; digits++) {
    const short = new Set(ids.map((id) => id.slice(0, digits)));
    if (short.size === new Set(ids).size) return digits;
  }
}

/** Below 1 it did better than a forecast of 0. */
function lossRatio({ metrics }: ModelCard): number | null {
  const { r2 } = metrics;
  return r2 === null || r2 === undefined ? null : 1 - r2;
}

function figure(value: number | null | undefined, digits: number): string {
  return value === null || value === undefined ? 'n/a' : value.toFixed(digits);
}

function countText(count: number): string {
  return count.toLocaleString('en-US');
}
