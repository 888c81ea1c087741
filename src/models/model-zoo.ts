import { QuantError } from '#base';
import { nearest } from '#config';
import type { Architecture } from './architecture.ts';
import { persistence } from './persistence.ts';
import { ridge } from './ridge.ts';

const ZOO: readonly Architecture[] = [persistence, ridge];

/** Names of all kinds of models. */
export const MODEL_NAMES: readonly string[] = ZOO.map((architecture) => architecture.name);

/** @throws models/unknown-model naming the nearest one */
export function architectureOf(name: string): Architecture {
  const found = ZOO.find((architecture) => architecture.name === name);
  if (found !== undefined) return found;
  throw new QuantError(
    'models/unknown-model',
    `Unknown model '${name}'; did you mean '${nearest(name, MODEL_NAMES)}'? There are ${MODEL_NAMES.join(', ')}.`,
  );
}
