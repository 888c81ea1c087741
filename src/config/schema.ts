import { z } from 'zod';
import { INTERVALS, LOG_LEVELS } from '#base';
import { dataSchema } from './data-settings.ts';
import { featureSchema } from './feature-settings.ts';
import { name, positive, wholeAtLeast } from './limits.ts';
import { modelSchema } from './model-settings.ts';
import { portfolioSchema } from './portfolio-settings.ts';
import { tradingSchema } from './trading-settings.ts';
import { trainingSchema } from './training-settings.ts';

const backtestSchema = z.strictObject({
  initialCapital: positive().default(100_000).describe('starting cash, account currency'),
  closeAtEnd: z
    .boolean()
    .default(false)
    .describe('sell everything at the last close; otherwise open positions are valued at it'),
  fineInterval: z
    .enum(INTERVALS)
    .nullable()
    .default(null)
    .describe(
      'length of shorter bars that tell in which order prices were met inside a bar; null takes the worst',
    ),
  checkpointBars: wholeAtLeast(1)
    .nullable()
    .default(null)
    .describe('bars after which an unfinished backtest is kept, to go on with; null keeps none'),
  riskFreeRate: z
    .number()
    .min(-0.5)
    .max(1)
    .default(0)
    .describe('a year, fraction, for Sharpe and Sortino'),
});

const pathSchema = z.strictObject({
  stateDir: name()
    .default('state')
    .describe('journal, snapshots and weights of live runs, and what is unfinished'),
  modelDir: name().default('models').describe('trained models and their cards'),
  reportDir: name().default('reports').describe('run records and dashboards'),
  logDir: name().default('logs').describe('rotating JSON logs'),
});

const coreSchema = z.strictObject({
  checkpointIntervalBars: wholeAtLeast(1)
    .default(100)
    .describe('bars between state snapshots, bars'),
  snapshotsKept: wholeAtLeast(1).default(4).describe('generations of state kept, count'),
});

/** Every setting with its unit, default and limits; `systemSchema` adds the rules between settings. */
export const settingsSchema = z.strictObject({
  seed: z.number().int().min(0).max(0xffffffff).default(42).describe('of every random stream'),
  device: z
    .enum(['auto', 'cpu', 'cuda', 'webgpu', 'coreml'])
    .default('auto')
    .describe('where models run'),
  logLevel: z.enum(LOG_LEVELS).default('info').describe('least level shown on the console'),
  data: dataSchema.prefault({}),
  features: featureSchema.prefault({}),
  model: modelSchema.prefault({}),
  training: trainingSchema.prefault({}),
  trading: tradingSchema.prefault({}),
  portfolio: portfolioSchema.prefault({}),
  backtest: backtestSchema.prefault({}),
  core: coreSchema.prefault({}),
  paths: pathSchema.prefault({}),
});

type DeepReadonly<T> = T extends (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

export type SystemConfig = DeepReadonly<z.infer<typeof settingsSchema>>;
export type DataConfig = SystemConfig['data'];
export type FeatureConfig = SystemConfig['features'];
export type ChangePointConfig = FeatureConfig['changePoint'];
export type PortfolioConfig = SystemConfig['portfolio'];
export type TrainingConfig = SystemConfig['training'];
export type TradingConfig = SystemConfig['trading'];
