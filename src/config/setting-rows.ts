import type { LoadedConfig } from './load.ts';
import { SETTINGS, valueAt } from './settings.ts';

/** One line of `quant config`. */
export interface SettingRow {
  readonly path: string;
  readonly value: unknown;
  readonly defaultValue: unknown;
  /** Who gave the value: `default`, `file quant.config.yaml`, `environment QUANT_SEED`, `--set`, … */
  readonly origin: string;
  /** What it is and its unit. */
  readonly description: string;
  /** What a value must be: `≥ 0`. */
  readonly limits: string;
  readonly variable: string;
}

/** Every setting with its effective value and where that came from, in the order of the schema. */
export function settingRows({ config, origins }: LoadedConfig): SettingRow[] {
  return [...SETTINGS.values()].map(({ path, description, limits, variable, defaultValue }) => {
    const value = valueAt(config, path);
    const origin = origins.get(path) ?? 'default';
    return { path, value, defaultValue, origin, description, limits, variable };
  });
}
