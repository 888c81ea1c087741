import { join } from 'node:path';
import { decodeFiniteJson, type Disk, QuantError } from '#base';
import { firstDifference } from './run-identity.ts';

/** What an unfinished run is, with what it is looked for by. */
export interface RunParts {
  readonly [part: string]: unknown;
  readonly learns: boolean;
  readonly strategy: string;
  readonly symbols: readonly string[];
  readonly interval: string;
}

/** Written first and removed first: without it a folder holds no run. */
export const IDENTITY_FILE = 'identity.json';

/**
 * What the run in a folder is; null where there is none.
 *
 * @throws core/checkpoint-damaged
 */
export function readIdentity(disk: Disk, folder: string): RunParts | null {
  const path = join(folder, IDENTITY_FILE);
  if (!disk.exists(path)) return null;
  try {
    return decodeFiniteJson(new TextDecoder().decode(disk.readFile(path))) as RunParts;
  } catch (cause) {
    throw new QuantError('core/checkpoint-damaged', `${path} cannot be read`, { cause });
  }
}

/** Says of an unfinished run of the same strategy and assets in what it differs; null where there is none. */
export function findNeighbour(disk: Disk, root: string, wanted: RunParts): string | null {
  for (const name of disk.list(root)) {
    const saved = identityOrNull(disk, join(root, name, 'run'));
    if (saved === null || !isOfTheSame(saved, wanted)) continue;
    const found = firstDifference(saved, wanted, '');
    if (found === null) continue;
    const { path, saved: there, wanted: here } = found;
    return `The unfinished run in ${join(root, name)} is another: its ${path} is ${shown(there)}, here it is ${shown(here)}; this one begins at its first bar`;
  }
  return null;
}

function identityOrNull(disk: Disk, folder: string): RunParts | null {
  try {
    return readIdentity(disk, folder);
  } catch {
    // It is told when that run is asked for.
    return null;
  }
}

function isOfTheSame(saved: RunParts, wanted: RunParts): boolean {
  const keyOf = ({ learns, strategy, symbols, interval }: RunParts) =>
    JSON.stringify([learns, strategy, symbols, interval]);
  return keyOf(saved) === keyOf(wanted);
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? 'unset';
}
