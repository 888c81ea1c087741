import { canonicalJson, sha256 } from '#base';
import type { SystemConfig } from './schema.ts';

/**
 * SHA-256 of the settings that shape results, the same for the same values whatever their order.
 *
 * Left out is where things lie and what is shown: folders and the log level.
 */
export function configHash(config: SystemConfig): string {
  const { paths: _paths, logLevel: _logLevel, data, ...others } = config;
  const { cacheDir: _cacheDir, csvDir: _csvDir, ...bars } = data;
  return sha256(canonicalJson({ ...others, data: bars }));
}
