import type { Command } from '@commander-js/extra-typings';
import { INTERVALS, LOG_LEVELS } from '#base';

/** Options every command takes. */
export interface CommonOptions {
  readonly config?: string | undefined;
  readonly set: readonly string[];
  readonly json?: true | undefined;
  readonly logLevel?: string | undefined;
  readonly seed?: string | undefined;
}

/** Options of a command that reads bars. */
export interface MarketOptions {
  readonly assets: string;
  readonly interval?: string | undefined;
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  readonly days?: string | undefined;
  readonly provider?: string | undefined;
  readonly dataDir?: string | undefined;
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

export function withCommonOptions(command: Command): Command {
  command
    .option('--config <file>', 'settings file (default quant.config.yaml when there is one)')
    .option('--set <path=value>', 'one setting; may be repeated', collect, [] as readonly string[])
    .option('--seed <number>', 'seed of every random stream')
    .option('--json', 'print one JSON document on standard output and nothing else there')
    .option('--log-level <level>', `least level shown: ${LOG_LEVELS.join(', ')}`);
  return command;
}

export function withMarketOptions(command: Command): Command {
  withCommonOptions(command);
  command
    .requiredOption('--assets <list>', 'symbols, separated by commas')
    .option('--interval <interval>', `bar length: ${INTERVALS.join(', ')}`)
    .option('--start <date>', 'first day, 2020-01-31 (UTC)')
    .option('--end <date>', 'last day, included')
    .option('--days <count>', 'the last so many days before the end')
    .option('--provider <name>', 'where bars come from: csv, sim')
    .option('--data-dir <folder>', 'folder of SYMBOL_INTERVAL.csv files');
  return command;
}
