import { z } from 'zod';
import { INTERVALS, LOG_LEVELS } from '#base';

const fraction = () => z.number().min(0).max(1);
const positive = () => z.number().positive();
const wholeAtLeast = (least: number) => z.number().int().min(least);
const name = () => z.string().min(1);

function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text }).format(0);
    return true;
  } catch {
    return false;
  }
}

const dataSchema = z.strictObject({
  cacheDir: name().default('data-cache').describe('folder of the Parquet cache'),
  csvDir: name()
    .default('data')
    .describe('folder that CsvProvider reads when --data-dir is absent'),
  interval: z.enum(INTERVALS).default('1d').describe('bar length'),
  minRows: wholeAtLeast(1).default(2).describe('fewest bars a symbol needs, bars'),
  maxRetries: wholeAtLeast(0).default(5).describe('attempts after a failed request, count'),
  retryBaseMs: wholeAtLeast(1).default(500).describe('first back-off, ms, doubled each attempt'),
  requestTimeoutMs: wholeAtLeast(1).default(30_000).describe('one request, ms'),
  corporateActions: z
    .enum(['apply', 'ignore'])
    .default('apply')
    .describe('splits and dividends from the actions file: booked and adjusted for, or ignored'),
  badBars: z
    .enum(['refuse', 'quarantine'])
    .default('refuse')
    .describe(
      'bars that cannot be true: stop and name the first, or leave them out and count them',
    ),
  simulated: z
    .strictObject({
      optimalSharpe: z
        .number()
        .min(0)
        .max(10)
        .default(1.5)
        .describe(
          'annual Sharpe, net of edgeCostBps, of the best strategy on the planted edge; 0 plants none',
        ),
      edgeAssets: wholeAtLeast(1)
        .default(4)
        .describe('number of assets over which optimalSharpe is reached, count'),
      edgeHalfLifeBars: wholeAtLeast(5)
        .default(21)
        .describe('half-life of the planted momentum’s autocorrelation, bars'),
      edgeCostBps: z
        .number()
        .min(0)
        .default(10)
        .describe('cost a side that the optimum pays, basis points of notional'),
      annualDrift: z
        .number()
        .min(-1)
        .max(1)
        .default(0.05)
        .describe('expected simple return a year, each bar its share, fraction'),
      annualVolatility: positive()
        .max(5)
        .default(0.2)
        .describe('long-run volatility a year, fraction'),
      correlation: z
        .number()
        .min(0)
        .max(0.95)
        .default(0.3)
        .describe('correlation between the shocks of any two assets'),
      jumpsPerYear: z
        .number()
        .min(0)
        .default(3)
        .describe('expected jumps an asset a year, at most one a bar, count'),
      jumpSigma: z
        .number()
        .min(0)
        .max(20)
        .default(4)
        .describe('standard deviation of a jump, in bar volatilities'),
      calendar: z
        .enum(['stocks', 'continuous'])
        .default('stocks')
        .describe('weekday sessions 14:30-21:00 UTC, or every hour of every day'),
    })
    .prefault({}),
});

const featureSchema = z.strictObject({
  forecastHorizonBars: wholeAtLeast(1).default(5).describe('bars ahead a model forecasts, bars'),
  scalingWindowBars: wholeAtLeast(20).default(252).describe('rolling z-score window, bars'),
  scalingClip: positive().default(5).describe('largest scaled value, standard deviations'),
  correlationLimit: fraction()
    .default(0.95)
    .describe('a feature this correlated with an earlier one is dropped, |correlation|'),
  volatilityHalfLifeBars: positive()
    .default(32)
    .describe('half-life of the volatility that unites assets, bars'),
  only: z
    .array(name())
    .default([])
    .describe('names of the features to compute; empty means the whole catalogue'),
});

const modelSchema = z.strictObject({
  names: z.array(name()).default(['ridge']).describe('models to train and trade'),
  seqLen: wholeAtLeast(1).default(60).describe('bars in one input window, bars'),
  ridge: z
    .strictObject({
      penalty: positive()
        .default(1)
        .describe('shrinkage, as a multiple of that for features that foresee 1 % of the variance'),
      autoPenalty: z
        .boolean()
        .default(true)
        .describe('change the penalty where a purged validation slice clearly asks for it'),
    })
    .prefault({}),
});

const trainingSchema = z.strictObject({
  epochs: wholeAtLeast(1).default(20).describe('passes over the training span, count'),
  folds: wholeAtLeast(1).default(5).describe('walk-forward folds, count'),
  minTrainBars: wholeAtLeast(50).default(750).describe('bars of the first training span, bars'),
  purgeBars: wholeAtLeast(0)
    .default(5)
    .describe('left out between training and test, raised to forecastHorizonBars if less, bars'),
  embargoBars: wholeAtLeast(0)
    .default(5)
    .describe('further bars left out between training and test, beyond the purge, bars'),
  validationFraction: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.2)
    .describe('share of the span held out, fraction'),
  retrainIntervalBars: wholeAtLeast(1).default(250).describe('bars between retrains, bars'),
  retrainMinSamples: wholeAtLeast(1).default(200).describe('fewest samples for a retrain, bars'),
  retrainBufferBars: wholeAtLeast(1)
    .default(1500)
    .describe('newest bars a retrain learns from, bars'),
  retrainLatencyBars: wholeAtLeast(1)
    .default(5)
    .describe('bars from trigger to the bar the verdict takes effect in a replay, bars'),
  sharpeThreshold: z
    .number()
    .nullable()
    .default(null)
    .describe('a rolling Sharpe below this triggers a retrain, annual; null is never'),
  sharpeWindowBars: wholeAtLeast(10)
    .default(60)
    .describe('newest bars the rolling Sharpe looks at, bars'),
  retrainTimeoutMs: wholeAtLeast(1).default(600_000).describe('one retrain, ms'),
  acceptMargin: fraction()
    .default(0.002)
    .describe('hold-out loss must fall by this share for a challenger to be accepted, fraction'),
});

const tradingSchema = z.strictObject({
  fillRule: z
    .enum(['next-open', 'next-close', 'same-close'])
    .default('next-open')
    .describe('price at which an order decided at a close fills'),
  commissionBps: z.number().min(0).default(5).describe('fee a side, basis points of notional'),
  slippageBps: z
    .number()
    .min(0)
    .default(5)
    .describe('price paid beyond the fill price, basis points'),
  maxVolumeFraction: fraction()
    .nullable()
    .default(0.1)
    .describe('largest share of one bar’s volume a fill may take, fraction; null is no cap'),
  cashCheck: z
    .boolean()
    .default(true)
    .describe('a buy is cut to the cash at hand, so that cash never goes negative'),
  sizing: z
    .strictObject({
      method: z
        .enum(['volatility-target', 'fixed-fraction', 'fixed-quantity'])
        .default('volatility-target')
        .describe('how a signal becomes a quantity'),
      targetVolatility: positive()
        .default(0.1)
        .describe('annual volatility of the whole account aimed at, fraction'),
      fraction: fraction()
        .nullable()
        .default(null)
        .describe('share of equity for one full signal, fraction; null is 1 / number of assets'),
      quantity: positive().default(100).describe('units for one full signal, units'),
    })
    .prefault({}),
  lotSize: z
    .number()
    .min(0)
    .default(0)
    .describe('quantities are whole multiples of this; 0 is any, units'),
  allowShort: z.boolean().default(true).describe('negative positions allowed'),
  risk: z
    .strictObject({
      enabled: z.boolean().default(true).describe('the risk gate; off lets every order through'),
      maxPositionFraction: z
        .number()
        .positive()
        .default(1)
        .describe('largest |position value| over equity for one asset, fraction'),
      maxGrossFraction: positive()
        .default(1)
        .describe('largest sum of |position value| over equity'),
      maxDrawdown: fraction()
        .default(0.25)
        .describe('fall from peak equity that stops new risk, fraction'),
      dailyLossLimit: fraction()
        .default(0.05)
        .describe('loss since the day began that does so, fraction'),
      timeZone: name()
        .refine(isTimeZone, 'it must be a time zone such as UTC or America/New_York')
        .default('UTC')
        .describe('time zone in which the trading day begins'),
      stopLossSigma: positive()
        .nullable()
        .default(null)
        .describe('protective stop this many bar volatilities from entry; null is none'),
      takeProfitSigma: positive()
        .nullable()
        .default(null)
        .describe('profit target this many bar volatilities from entry; null is none'),
    })
    .prefault({}),
  ml: z
    .strictObject({
      model: name().default('ridge').describe('whose forecast is traded'),
      threshold: z
        .number()
        .min(0)
        .default(0.25)
        .describe('forecast below this multiple of its typical size is no signal'),
      fullAt: positive()
        .default(2)
        .describe('forecast at this multiple of its typical size is a full position'),
      band: fraction()
        .default(0.3)
        .describe('distance from the wanted share of a full position that is not traded, fraction'),
      cooldownBars: wholeAtLeast(0)
        .default(0)
        .describe('bars after a change of direction without another'),
      confirmationBars: wholeAtLeast(1)
        .default(1)
        .describe('bars a direction must hold before it is acted on'),
    })
    .prefault({}),
  smaCross: z
    .strictObject({
      fastBars: wholeAtLeast(1).default(10).describe('short average, bars'),
      slowBars: wholeAtLeast(2).default(30).describe('long average, bars'),
      allowShort: z.boolean().default(false).describe('short below the cross instead of flat'),
    })
    .prefault({}),
  tsmom: z
    .strictObject({
      lookbackBars: wholeAtLeast(1).default(252).describe('return whose sign is followed, bars'),
      rebalanceBars: wholeAtLeast(1).default(21).describe('bars between decisions, bars'),
    })
    .prefault({}),
});

const backtestSchema = z.strictObject({
  initialCapital: positive().default(100_000).describe('starting cash, account currency'),
  closeAtEnd: z
    .boolean()
    .default(false)
    .describe('sell everything at the last close; otherwise open positions are valued at it'),
  riskFreeRate: z
    .number()
    .min(-0.5)
    .max(1)
    .default(0)
    .describe('a year, fraction, for Sharpe and Sortino'),
});

const pathSchema = z.strictObject({
  stateDir: name().default('state').describe('journal, snapshots and weights of live runs'),
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
export type TrainingConfig = SystemConfig['training'];
export type TradingConfig = SystemConfig['trading'];
