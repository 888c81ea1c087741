import { createRequire } from 'node:module';

/** Versions that a run's numbers depend on; `tz` is the time zone database, which market hours follow. */
export function versions(): Readonly<Record<string, string>> {
  const { node, tz = 'unknown' } = process.versions;
  return { quant: packageVersion(), node, tz };
}

/** The package's own version, from a checkout (`src/cli`) or an installed build (`dist/cli`). */
export function packageVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)('../../package.json');
  return (manifest as { version: string }).version;
}
