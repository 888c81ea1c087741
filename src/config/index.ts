/** Every setting with its unit, default and limits, parsed once and frozen. Imports base. */
export type { FlagSetting } from './assignment.ts';
export { configHash, shapingSettings } from './config-hash.ts';
export type { MarketKind, Repair } from './data-settings.ts';
export { MARKET_KINDS } from './data-settings.ts';
export type { ConfigSources, LoadedConfig } from './load.ts';
export { loadConfig } from './load.ts';
export { nearest } from './nearest.ts';
export type {
  ChangePointConfig,
  DataConfig,
  FeatureConfig,
  PortfolioConfig,
  SystemConfig,
  TradingConfig,
  TrainingConfig,
} from './schema.ts';
export type { SettingRow } from './setting-rows.ts';
export type { AccountKeys } from './secrets.ts';
export { ALPACA_VARIABLES, alpacaKeys } from './secrets.ts';
export { settingRows } from './setting-rows.ts';
export { systemSchema } from './system-schema.ts';
