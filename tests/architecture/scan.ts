import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { EDGES, PURE_BUILTINS } from '../../layers.ts';

/** Sources by their path from the repository's root, with forward slashes. */
export type Sources = ReadonlyMap<string, string>;

type Layers = Readonly<Record<string, readonly string[]>>;

/** What belongs to the edges alone: clocks, chance, timers, network, console, the process. */
const MACHINE_WORDS =
  /\b(?:Date\.now|new Date\(\)|Date\(\)|performance\.now|Math\.random|random(?:UUID|Bytes|Int|FillSync)\b|getRandomValues|set(?:Timeout|Interval|Immediate)\b|AbortSignal\.timeout|fetch\(|WebSocket|XMLHttpRequest|console\.|process\.|globalThis\b|require\(|eval\(|new Function\()/;

const STATIC_IMPORT = /^(?:import|export)\b(?:[^'"`;]*?\bfrom)?\s*['"]([^'"]+)['"]/gm;
const INLINE_IMPORT = /\bimport\(\s*([^)]*?),?\s*\)/g;
const LITERAL = /^(['"`])([^'"`$]+)\1(?:\s*,|$)/;

/** Every file below a folder, by its path from `root`. */
export function readTree(root: string, folder: string): Map<string, string> {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

/** Specifiers a source imports, values and types alike; `null` where one is computed. */
export function importsOf(source: string): (string | null)[] {
  const code = withoutCommentLines(source);
  const fixed = Array.from(code.matchAll(STATIC_IMPORT), ([, specifier]) => specifier);
  const inline = Array.from(code.matchAll(INLINE_IMPORT), ([, argument]) => {
    return LITERAL.exec(argument)?.[2] ?? null;
  });
  return [...fixed, ...inline];
}

/** Imports the layer table does not allow, as sentences; what it does not name is forbidden. */
export function importFaults(path: string, source: string, layers: Layers): string[] {
  const layer = layerOf(path);
  const allowed = layers[layer] ?? [];
  return importsOf(source).flatMap((specifier) => {
    const fault = (why: string) => [`${path} imports ${specifier ?? 'a computed path'}: ${why}`];
    if (specifier === null) return isFree(path) ? [] : fault('only the edges may');
    if (specifier.startsWith('.')) {
      const target = posix.join(posix.dirname(path), specifier);
      const home = isTest(path) && target.startsWith('tests/') ? target : `src/${layer}/`;
      return target.startsWith(home) ? [] : fault("another layer is reached through '#layer'");
    }
    if (specifier.startsWith('#')) {
      const [target, door] = specifier.slice(1).split('/');
      if (!allowed.includes(target)) return fault(`${layer} may import ${allowed.join(', ')}`);
      if (door === undefined || (specifier === '#base/node' && isFree(path))) return [];
      return fault('implementations of ports are wired at the edges');
    }
    if (!specifier.startsWith('node:') || PURE_BUILTINS.includes(specifier)) return [];
    return isFree(path) ? [] : fault('the machine is reached through a port');
  });
}

/** Machine words outside the edges, as `path:line word`. */
export function machineWordFaults(path: string, source: string): string[] {
  if (isFree(path)) return [];
  return withoutCommentLines(source)
    .split('\n')
    .flatMap((line, row) => {
      const word = MACHINE_WORDS.exec(line);
      return word ? [`${path}:${row + 1} ${word[0]}`] : [];
    });
}

/** Import cycles, type imports included, each as the files on the way round. */
export function importCycles(sources: Sources): string[][] {
  const state = new Map<string, 'open' | 'done'>();
  const trail: string[] = [];
  const cycles: string[][] = [];
  const visit = (path: string) => {
    if (state.get(path) === 'open') cycles.push([...trail.slice(trail.indexOf(path)), path]);
    if (state.has(path)) return;
    state.set(path, 'open');
    trail.push(path);
    for (const specifier of importsOf(sources.get(path) ?? '')) {
      const target = resolve(path, specifier ?? '');
      if (sources.has(target)) visit(target);
    }
    trail.pop();
    state.set(path, 'done');
  };
  for (const path of sources.keys()) visit(path);
  return cycles;
}

export function layerOf(path: string): string {
  return path.split('/')[1];
}

export function isTest(path: string): boolean {
  return path.endsWith('.test.ts');
}

/** Tests and edges may touch the machine. */
function isFree(path: string): boolean {
  return isTest(path) || EDGES.some((edge) => path.startsWith(edge));
}

function resolve(from: string, specifier: string): string {
  if (specifier === '#base/node') return 'src/base/ports/node/index.ts';
  if (specifier.startsWith('#')) return `src/${specifier.slice(1)}/index.ts`;
  return posix.join(posix.dirname(from), specifier);
}

/** Lines that are all comment are blanked; what else looks like code is treated as code. */
function withoutCommentLines(source: string): string {
  return source.replaceAll(/^[ \t]*(?:\/\/|\/\*|\*).*$/gm, '');
}
