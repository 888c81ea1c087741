import { readFileSync } from 'node:fs';
import { registerHooks, type ResolveHookSync } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { canonicalJson } from '../../canonical-json.ts';
import { sha256 } from '../../digest.ts';
import type { ImportModule } from '../module-import.ts';

/** Said outright: of a TypeScript file in no package, or in one that names no type, Node would have to guess. */
const FORMAT = 'module-typescript';

/** The user's files by URL, each with those it imports: Node asks for each only once. */
const links = new Map<string, Set<string>>();

/** Imports by Node's own loader, with a hook for as long as the module and what it imports are linked. */
export const nodeImport: ImportModule = async (path, provided) => {
  const file = resolve(path);
  readFileSync(file);
  const entry = pathToFileURL(file).href;
  const hooks = registerHooks({ resolve: resolverOf(entry, provided) });
  try {
    const exports = (await import(entry)) as Readonly<Record<string, unknown>>;
    return { exports, contentHash: hashOf(file, reachedFrom(entry)) };
  } finally {
    hooks.deregister();
  }
};

/** Answers for the names provided, and notes every file that the entry leads to. */
function resolverOf(entry: string, provided: Readonly<Record<string, string>>): ResolveHookSync {
  return (specifier, context, next) => {
    const siblings = context.parentURL === undefined ? undefined : links.get(context.parentURL);
    if (siblings === undefined && specifier !== entry) return next(specifier, context);
    if (Object.hasOwn(provided, specifier)) {
      return { url: provided[specifier], shortCircuit: true };
    }
    const found = next(specifier, context);
    if (!found.url.startsWith('file:')) return found;
    siblings?.add(found.url);
    if (!links.has(found.url)) links.set(found.url, new Set());
    const isTypeScript = /\.m?ts$/.test(found.url) && !found.url.includes('/node_modules/');
    return isTypeScript ? { ...found, format: FORMAT } : found;
  };
}

function reachedFrom(entry: string): Set<string> {
  const reached = new Set([entry]);
  for (const url of reached) for (const child of links.get(url) ?? []) reached.add(child);
  return reached;
}

/** By where the files lie beside the entry, so that the same folder elsewhere is the same. */
function hashOf(entry: string, urls: ReadonlySet<string>): string {
  const files = [...urls].map((url) => {
    const file = fileURLToPath(url);
    const place = file === entry ? '' : relative(dirname(entry), file).replaceAll('\\', '/');
    return [place, sha256(readFileSync(file, 'utf8'))] as const;
  });
  return sha256(canonicalJson(Object.fromEntries(files)));
}
