import { Command } from '@commander-js/extra-typings';
import { INTERVALS, LOG_LEVELS } from '#base';

/*
 * The grammar of the command line. Each command's options are typed by how they are declared here;
 * a value stays text until the setting or the command it is for has judged it.
 */

const FEATURES_HELP = `
Without --raw a row is what a model would be shown: features scaled by the newest bars up to it, those
dropped that another one of them tells already, and only bars at which all are known.
Prices are adjusted for splits and dividends, as models see them; --set data.corporateActions=ignore
takes them as traded. --list shows warm-up, range and formula; docs/features.md explains them.`;

const ALLOCATE_HELP = `
Expected returns and risks are those of the bars from --start to --end, × bars a year. Where a method has
no answer, hierarchical risk parity or equal weights take its place, and the output says why. ppo takes the
weights of trained agents at the newest bar. More limits, views and γ are under portfolio.*; quant config
lists them, docs/allocation.md explains the methods.`;

const METRICS_HELP = `
Times are ISO-8601 in UTC or counts since 1970, oldest first. The risk-free rate is backtest.riskFreeRate.
Figures against a benchmark are those of the times that both files have; where the benchmark lacks some, a
column more has the file's own figures at those times. docs/metrics.md defines them all.`;

const BACKTEST_HELP = `
With --set backtest.checkpointBars=10000 an unfinished run is kept every so many bars, and the same command
goes on with it, to the same bytes. docs/runs.md explains what is kept and what is written.`;

const RUN_HELP =
  'its folder, or among the reports its name, its id, a beginning of either, or latest';

const ALLOCATOR_HELP = 'weigh all assets together: a method of quant allocate';

const STRATEGY_HELP =
  'buy-and-hold, sma-cross, macd, tsmom, pairs, ml, ensemble or FILE.ts of your own';

const collect = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
];

function commonCommand(name: string) {
  return new Command(name)
    .option('--config <file>', 'settings file (quant.config.yaml is read when there is one)')
    .option('--set <path=value>', 'one setting; may be repeated; quant config lists them', collect)
    .option('--seed <number>', 'seed of every random stream')
    .option('--json', 'print one JSON document on standard output and nothing else there')
    .option('--log-level <level>', `least level shown: ${LOG_LEVELS.join(', ')}`);
}

function marketCommand(name: string) {
  return commonCommand(name)
    .option('--assets <list>', 'symbols, separated by commas: SIM1,SIM2 or AAPL,BRK.B')
    .option('--interval <interval>', `bar length: ${INTERVALS.join(', ')}`)
    .option('--start <date>', 'first day, as 2020-01-31 (UTC), or a time, 2020-01-31T14:30:00Z')
    .option('--end <date>', 'last day, included, or the time to stop before')
    .option('--days <count>', 'instead of --start: so many days before the end')
    .option('--provider <name>', 'where bars come from: csv, sim, yahoo, ccxt, forex, alpaca')
    .option('--data-dir <folder>', 'folder of SYMBOL_INTERVAL.csv files; means --provider csv');
}

/** A command that makes features of bars, the user's own among them. */
function modelCommand(name: string) {
  return marketCommand(name).option(
    '--features <file>',
    'TypeScript file with features of your own, several with commas',
  );
}

export const demoCommand = () =>
  commonCommand('demo').description(
    'the whole way on a simulated market: download, train, backtest, dashboard',
  );

export const downloadCommand = () =>
  marketCommand('download')
    .description('fetch, check and cache bars')
    .option('--refresh', 'ask for the whole span again; bars that were corrected are counted')
    .option('--follow', 'go on with minute bars as they close, a line each, until Ctrl+C');

export const featuresCommand = () =>
  modelCommand('features')
    .description('write the features of any assets as a file, list them, or check them')
    .option('--out <file>', 'write them there: FILE.csv or FILE.parquet')
    .option('--only <list>', 'these features in this order: rsi14,SMA_50,macd_hist@1w')
    .option('--raw', 'as computed, before filter and scaling, warm-up included and empty')
    .option('--list', 'what features there are; needs no assets')
    .option('--check', 'hold every feature to its promises on these bars; 1 when one is broken')
    .addHelpText('after', FEATURES_HELP);

export const trainCommand = () =>
  modelCommand('train')
    .description('train models walk-forward and judge them against baselines and buy and hold')
    .option(
      '--model <list>',
      'persistence, ridge, linear, transformer, itransformer, lstm, vlstm, momentum, ppo, several with commas, or all',
    )
    .option('--epochs <number>', 'passes over the training span')
    .option('--walk-forward', 'also keep the model of every fold, for an out-of-sample backtest');

export const backtestCommand = () =>
  modelCommand('backtest')
    .description('trade history through the same step as live; metrics and a dashboard')
    .option('--strategy <name>', STRATEGY_HELP, 'sma-cross')
    .option('--allocator <name>', ALLOCATOR_HELP)
    .option('--capital <amount>', 'starting cash')
    .option('--by <list>', 'also print figures by asset, model, year, regime, several with commas')
    .option('--in-sample', 'allow forecasts of bars that the models have seen, and say so')
    .option('--learn', 'retrain on the way, as a live run does')
    .addHelpText('after', BACKTEST_HELP);

export const liveCommand = () =>
  modelCommand('live')
    .description('trade bar by bar on paper, learning on the way; a restart continues')
    .option('--strategy <name>', STRATEGY_HELP, 'ml')
    .option('--allocator <name>', ALLOCATOR_HELP)
    .option('--broker <name>', 'where orders go: paper', 'paper')
    .option('--speed <rate>', 'bars a second; 0 is as fast as it goes', '0')
    .option('--max-bars <count>', 'stop after so many bars')
    .option('--on-exit <what>', 'when stopped: keep positions, or flatten', 'keep')
    .option('--state-dir <folder>', 'where the run keeps what a restart needs')
    .option('--resume-trading', 'lift a halt of the risk gate');

export const allocateCommand = () =>
  marketCommand('allocate')
    .description('choose the weights of a portfolio of any assets')
    .option(
      '--method <name>',
      'mean-variance, min-variance, risk-parity, equal-weight, max-sharpe, hrp, min-cvar, black-litterman or ppo',
    )
    .option(
      '--covariance <name>',
      'sample, exponential, ledoit-wolf, constant-correlation or single-factor',
    )
    .option('--max-weight <fraction>', 'largest |weight| of one asset')
    .option('--long-short', 'negative weights allowed, up to portfolio.maxGross')
    .addHelpText('after', ALLOCATE_HELP);

export const metricsCommand = () =>
  commonCommand('metrics')
    .description('every metric of a CSV file of prices, equity or returns')
    .argument('<file>', 'CSV file with a time and a value in each row')
    .option('--benchmark <file>', 'the same of what to hold it against')
    .option(
      '--column <name>',
      'the column to measure; equity, value, close, price, … when not named',
    )
    .option('--returns', 'the column holds returns as fractions, not values')
    .option(
      '--benchmark-column <name>',
      'the column of the benchmark, told as the other when not named',
    )
    .option('--benchmark-returns', 'that column holds returns')
    .option('--periods-per-year <number>', 'rows a year; read off their times when not given')
    .addHelpText('after', METRICS_HELP);

export const reportCommand = () =>
  commonCommand('report')
    .description('write the page of a saved run again')
    .argument('<run>', RUN_HELP)
    .option('--out <file>', 'where to; dashboard.html in its folder when not given');

export const compareCommand = () =>
  commonCommand('compare')
    .description(
      'saved runs side by side: what differs in what they were, figures, paired difference',
    )
    .argument('<runs...>', `two or more, each by ${RUN_HELP}`);

export const modelsCommand = () =>
  commonCommand('models')
    .description('list the trained models, or write one as an ONNX file')
    .option('--export <id>', 'write this network, named by its id or the beginning of it')
    .option('--out <file>', 'where to: FILE.onnx');

export const configCommand = () =>
  commonCommand('config').description('print every setting, its value and where it came from');

export const doctorCommand = () =>
  commonCommand('doctor').description(
    'check versions, folders, providers, keys (never shown), disk and clock',
  );

type OptionsOf<Make extends () => { opts(): unknown }> = Readonly<
  ReturnType<ReturnType<Make>['opts']>
>;

/** Options every command takes. */
export type CommonOptions = OptionsOf<typeof configCommand>;
export type DownloadOptions = OptionsOf<typeof downloadCommand>;
/** Options of a command that reads bars. */
export type MarketOptions = Omit<DownloadOptions, 'refresh' | 'follow'>;
/** Options of a command that makes features of bars. */
export type ModelOptions = MarketOptions & { readonly features?: string };
export type FeaturesOptions = OptionsOf<typeof featuresCommand>;
export type TrainOptions = OptionsOf<typeof trainCommand>;
export type BacktestOptions = OptionsOf<typeof backtestCommand>;
export type AllocateOptions = OptionsOf<typeof allocateCommand>;
export type LiveOptions = OptionsOf<typeof liveCommand>;
export type MetricsOptions = OptionsOf<typeof metricsCommand>;
export type ReportOptions = OptionsOf<typeof reportCommand>;
export type CompareOptions = OptionsOf<typeof compareCommand>;
export type ModelsOptions = OptionsOf<typeof modelsCommand>;
