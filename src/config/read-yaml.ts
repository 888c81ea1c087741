import { type Document, isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { type Disk, messageOf, QuantError } from '#base';
import { type Assignment, settingAt, unknownKey } from './assignment.ts';
import { GROUPS, SETTINGS } from './settings.ts';

/**
 * Assignments from a YAML file of settings.
 *
 * @throws config/file-unreadable, config/bad-yaml, config/unknown-key, config/invalid-value
 */
export function fromFile(disk: Pick<Disk, 'readFile'>, file: string): Assignment[] {
  const text = readText(disk, file);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) {
    const what = problem.message.split(/ at line |\n/)[0];
    throw badYaml(`${file}:${lines.linePos(problem.pos[0]).line}`, what, problem);
  }
  const whereIs = (path: readonly string[]) => `${file}${lineOf(document, lines, path)}`;
  const values = plainValues(document, file);
  if (values === null) return [];
  if (typeof values !== 'object' || Array.isArray(values)) {
    throw badYaml(file, 'expected one "name: value" a line');
  }
  return assignmentsIn(values, [], whereIs, `file ${file}`);
}

/** A file of text in UTF-8. */
export function readText(disk: Pick<Disk, 'readFile'>, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(disk.readFile(file));
  } catch (cause) {
    throw new QuantError(
      'config/file-unreadable',
      `${file} can't be read as a text file of settings: ${messageOf(cause)}.`,
      { cause },
    );
  }
}

/** The document without its syntax; the parser stops aliases that multiply without end. */
function plainValues(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    throw badYaml(file, messageOf(cause), cause);
  }
}

function badYaml(where: string, what: string, cause?: unknown): QuantError {
  return new QuantError('config/bad-yaml', `${where}: ${what}.`, { cause });
}

function assignmentsIn(
  group: object,
  path: readonly string[],
  whereIs: (path: readonly string[]) => string,
  origin: string,
): Assignment[] {
  return Object.entries(group).flatMap(([key, value]: [string, unknown]) => {
    const keyPath = [...path, key];
    const joined = keyPath.join('.');
    const where = whereIs(keyPath);
    const setting = SETTINGS.get(joined);
    if (setting) return [{ setting, value, origin, where }];
    if (!GROUPS.has(joined)) throw unknownKey(where, joined, [...SETTINGS.keys(), ...GROUPS]);
    if (value === null) return [];
    if (typeof value !== 'object' || Array.isArray(value)) settingAt(joined, where);
    return assignmentsIn(value as object, keyPath, whereIs, origin);
  });
}

/** `:12`, the line of the key; nothing where it came through an alias. */
function lineOf(document: Document, lines: LineCounter, path: readonly string[]): string {
  const parents = path.slice(0, -1);
  const parent = parents.length === 0 ? document.contents : document.getIn(parents, true);
  if (!isMap(parent)) return '';
  const key = parent.items
    .map((pair) => pair.key)
    .find((node) => isScalar(node) && String(node.value) === path.at(-1));
  return isScalar(key) && key.range ? `:${lines.linePos(key.range[0]).line}` : '';
}
