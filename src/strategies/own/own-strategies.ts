import { type ImportedModule, type ImportModule, messageOf, QuantError } from '#base';
import type { Strategy } from '../strategy.ts';
import { GuardedStrategy } from './guarded-strategy.ts';
import { definitionFault, type StrategyDefinition } from './strategy-definition.ts';

/** What files of users' own strategies import: this very layer, in a checkout and when built. */
const PROVIDED = {
  'quant-2.0/strategies': new URL(`../index${import.meta.url.slice(-3)}`, import.meta.url).href,
};

/** Digits of a file's hash that stand in its strategy's name. */
const HASH_DIGITS = 16;

const FILE = /\.[mc]?[jt]s$/;

interface OwnStrategy {
  readonly path: string;
  /** `name@hash of its code`. */
  readonly name: string;
  readonly definition: StrategyDefinition;
}

/** By the file it came from and by its name: a run that continues knows the name. */
const remembered = new Map<string, OwnStrategy>();

/** Whether a name given for a strategy is that of a file. */
export function isStrategyFile(name: string): boolean {
  return FILE.test(name);
}

/**
 * Loads a file with a strategy of the user's, for `createStrategy` to make it by that file.
 *
 * The hash of its code, and of all that it imports, becomes part of its name, so that a run with other
 * code is another run.
 *
 * @throws strategies/file-unusable naming file and fault
 */
export async function loadStrategyFile(path: string, importModule: ImportModule): Promise<void> {
  const { exports, contentHash } = await imported(path, importModule);
  const fault = definitionFault(exports['strategy']);
  if (fault !== null) throw new QuantError('strategies/file-unusable', `${path}: ${fault}.`);
  const definition = exports['strategy'] as StrategyDefinition;
  const name = `${definition.name}@${contentHash.slice(0, HASH_DIGITS)}`;
  const own = { path, name, definition };
  remembered.set(path, own);
  remembered.set(name, own);
}

/** A strategy that was loaded, by its file or its name; null where there is none. */
export function ownStrategy(name: string, assets: number): Strategy | null {
  const own = remembered.get(name);
  return own === undefined ? null : new GuardedStrategy({ ...own, assets });
}

async function imported(path: string, importModule: ImportModule): Promise<ImportedModule> {
  try {
    return await importModule(path, PROVIDED);
  } catch (cause) {
    throw new QuantError(
      'strategies/file-unusable',
      `${path} can't be loaded as a strategy: ${messageOf(cause).trim().replace(/\.$/, '')}.`,
      { cause },
    );
  }
}
