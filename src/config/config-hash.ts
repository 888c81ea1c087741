import { canonicalJson, sha256 } from '#base';
import type { SystemConfig } from './schema.ts';

/**
 * The settings that shape results: all but where things lie, what is shown and what is kept on the way:
 * folders, the log level and how often a backtest is saved.
 */
export function shapingSettings(config: SystemConfig) {
  const { paths: _paths, logLevel: _logLevel, data, ...others } = config;
  const { cacheDir: _cacheDir, csvDir: _csvDir, ...bars } = data;
  const { checkpointBars: _checkpointBars, ...account } = config.backtest;
  return { ...others, backtest: account, data: bars };
}

/** SHA-256 of the settings that shape results, the same for the same values whatever their order. */
export function configHash(config: SystemConfig): string {
  return sha256(canonicalJson(shapingSettings(config)));
}
