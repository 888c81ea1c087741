/** Every setting with its unit, default and limits, parsed once and frozen. Imports base. */
export type {
  BacktestConfig,
  CoreConfig,
  DataConfig,
  FeatureConfig,
  ModelConfig,
  PathConfig,
  SystemConfig,
  TradingConfig,
  TrainingConfig,
} from './schema.ts';
export { systemSchema } from './schema.ts';
