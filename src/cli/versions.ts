import { createRequire } from 'node:module';

/** Versions that a run's numbers depend on. */
export function versions(): Readonly<Record<string, string>> {
  return { quant: packageVersion(), node: process.versions.node };
}

/** The package's own version, from a checkout (`src/cli`) or an installed build (`dist/cli`). */
export function packageVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)('../../package.json');
  return (manifest as { version: string }).version;
}
