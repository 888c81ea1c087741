import { Command, CommanderError } from '@commander-js/extra-typings';
import { messageOf, QuantError } from '#base';
import type { BacktestOptions } from './commands/backtest.ts';
import type { LiveOptions } from './commands/live.ts';
import type { TrainOptions } from './commands/train.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';
import {
  type CommonOptions,
  type MarketOptions,
  withCommonOptions,
  withMarketOptions,
} from './options.ts';

/** Heavy modules load when their command runs, so that `--help` answers at once. */
function program(): Command {
  const quant = new Command('quant')
    .description('Self-learning quantitative trading: data, models, backtest, paper and live.')
    .showHelpAfterError('(quant --help lists the commands)')
    .exitOverride();

  withCommonOptions(quant.command('config'))
    .description('print every setting, its value and where it came from')
    .action(async (options) => {
      const { runConfig } = await import('./commands/config.ts');
      await runConfig(options as CommonOptions);
    });
  withCommonOptions(quant.command('doctor'))
    .description('check versions, folders, providers, keys (never shown) and the clock')
    .action(async (options) => {
      const { runDoctor } = await import('./commands/doctor.ts');
      process.exitCode = await runDoctor(options as CommonOptions);
    });
  withMarketOptions(quant.command('download'))
    .description('fetch, check and cache bars')
    .action(async (options) => {
      const { runDownload } = await import('./commands/download.ts');
      await runDownload(options as unknown as CommonOptions & MarketOptions);
    });
  withMarketOptions(quant.command('train'))
    .description('train models walk-forward and judge them against baselines')
    .option('--model <list>', 'names of models, or all')
    .option('--epochs <number>', 'passes over the training span')
    .option('--walk-forward', 'also keep the model of every fold, for an out-of-sample backtest')
    .action(async (options) => {
      const { runTrain } = await import('./commands/train.ts');
      await runTrain(options as unknown as TrainOptions);
    });
  withMarketOptions(quant.command('backtest'))
    .description('trade history through the same step as live; metrics and a dashboard')
    .requiredOption('--strategy <name>', 'ml, buy-and-hold, sma-cross, tsmom', 'sma-cross')
    .option('--capital <amount>', 'starting cash')
    .option('--in-sample', 'allow forecasts by models that have seen the bars, and say so')
    .option('--learn', 'retrain on the way, as a live run does')
    .action(async (options) => {
      const { runBacktest } = await import('./commands/backtest.ts');
      await runBacktest(options as unknown as BacktestOptions);
    });
  withMarketOptions(quant.command('live'))
    .description('trade bar by bar on paper, learning on the way; a restart continues')
    .requiredOption('--strategy <name>', 'ml, buy-and-hold, sma-cross, tsmom', 'ml')
    .option('--broker <name>', 'paper', 'paper')
    .option('--speed <rate>', 'bars a second; 0 is as fast as it goes', '0')
    .option('--max-bars <count>', 'stop after so many bars')
    .option('--on-exit <what>', 'keep positions when stopped, or flatten', 'keep')
    .option('--state-dir <folder>', 'where the run keeps what a restart needs')
    .option('--resume-trading', 'lift a halt of the risk gate')
    .action(async (options) => {
      const { runLiveCommand } = await import('./commands/live.ts');
      process.exitCode = await runLiveCommand(options as unknown as LiveOptions);
    });
  withCommonOptions(quant.command('demo'))
    .description('the whole way on a simulated market: download, train, backtest, dashboard')
    .action(async (options) => {
      const { runDemo } = await import('./commands/demo.ts');
      await runDemo(options as CommonOptions);
    });
  return quant;
}

async function main(argv: readonly string[]): Promise<void> {
  try {
    await program().parseAsync([...argv]);
  } catch (thrown) {
    if (thrown instanceof CommanderError) {
      process.exitCode = thrown.exitCode === 0 ? EXIT.done : EXIT.usage;
      return;
    }
    process.exitCode = exitCodeOf(thrown);
    process.stderr.write(`${messageOf(thrown)}\n`);
    if (process.argv.includes('debug') || !(thrown instanceof QuantError)) {
      process.stderr.write(`${thrown instanceof Error ? thrown.stack : ''}\n`);
    }
  }
}

await main(process.argv);
