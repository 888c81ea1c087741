import { readFileSync } from 'node:fs';

/** The cells of a file without quotes, by the name of their column, in file order. */
export function readColumns(path: string): ReadonlyMap<string, readonly string[]> {
  const [names, ...rows] = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.trim().split(','));
  return new Map(names.map((name, at) => [name, rows.map((cells) => cells[at])]));
}
