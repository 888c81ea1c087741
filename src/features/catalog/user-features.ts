import { type ImportModule, messageOf, QuantError } from '#base';
import type { FeatureDefinition } from '../kernel.ts';
import { maskNameOf } from '../sparse.ts';
import { FEATURES } from './catalog.ts';
import { guardedKernel } from './guarded-kernel.ts';
import { definitionFault } from './user-feature-rules.ts';

/** What files of users' own features import: this very layer, in a checkout and when built. */
const PROVIDED = {
  'quant-2.0/features': new URL(`../index${import.meta.url.slice(-3)}`, import.meta.url).href,
};

/** Digits of a file's hash that stand in its formulas. */
const HASH_DIGITS = 16;

/**
 * Features by the file they came from, as the settings name it.
 *
 * Files are loaded at the edges, once, before anything asks for their features; so what a set holds
 * depends on the settings alone.
 */
const remembered = new Map<string, readonly FeatureDefinition[]>();

/**
 * Loads files of users' own features, for every set whose settings name them.
 *
 * @param files - `features.files`
 * @throws features/file-unusable naming file, feature and fault
 */
export async function loadFeatureFiles(
  files: readonly string[],
  importModule: ImportModule,
): Promise<void> {
  const taken = new Set(FEATURES.flatMap(columnsOf));
  for (const path of new Set(files)) {
    const { exports, contentHash } = await imported(path, importModule);
    const definitions = definitionsOf(path, exports['features'], taken);
    rememberFeatures(path, definitions, contentHash);
    for (const name of definitions.flatMap(columnsOf)) taken.add(name);
  }
}

/**
 * Keeps the features of a file for the sets whose settings name it.
 *
 * The file's hash becomes part of every formula, so that a model trained with other code is refused.
 */
function rememberFeatures(
  path: string,
  definitions: readonly FeatureDefinition[],
  contentHash: string,
): void {
  const code = `[code ${contentHash.slice(0, HASH_DIGITS)}]`;
  remembered.set(
    path,
    definitions.map((definition) => ({
      ...definition,
      formula: `${definition.formula} ${code}`,
      create: (context) => guardedKernel(path, definition, context),
    })),
  );
}

/**
 * The features of files, in the order of the files.
 *
 * @throws features/not-loaded
 */
export function userFeatures(files: readonly string[]): readonly FeatureDefinition[] {
  return [...new Set(files)].flatMap((path) => {
    const definitions = remembered.get(path);
    if (definitions !== undefined) return definitions;
    throw new QuantError(
      'features/not-loaded',
      `The features of ${path}, named in features.files, were not loaded; call loadFeatureFiles with the settings first.`,
    );
  });
}

/** The features there are for these files: all of the catalogue, then the user's own. */
export function listFeatures(files: readonly string[]): readonly FeatureDefinition[] {
  return [...FEATURES, ...userFeatures(files)];
}

function columnsOf({ name, isSparse }: FeatureDefinition): readonly string[] {
  return isSparse === true ? [name, maskNameOf(name)] : [name];
}

async function imported(path: string, importModule: ImportModule) {
  try {
    return await importModule(path, PROVIDED);
  } catch (cause) {
    throw new QuantError(
      'features/file-unusable',
      `${path}, named in features.files, can't be loaded: ${messageOf(cause).trim().replace(/\.$/, '')}.`,
      { cause },
    );
  }
}

function definitionsOf(
  path: string,
  features: unknown,
  known: ReadonlySet<string>,
): readonly FeatureDefinition[] {
  const refuse = (fault: string) =>
    new QuantError('features/file-unusable', `${path}, named in features.files: ${fault}.`);
  if (!Array.isArray(features) || features.length === 0) {
    throw refuse('it must export features, a list of at least one feature');
  }
  const taken = new Set(known);
  for (const [at, candidate] of (features as readonly unknown[]).entries()) {
    const fault = definitionFault(candidate, at + 1, taken);
    if (fault !== null) throw refuse(fault);
    for (const name of columnsOf(candidate as FeatureDefinition)) taken.add(name);
  }
  return features as readonly FeatureDefinition[];
}
