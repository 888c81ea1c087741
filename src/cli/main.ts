/** The quant command: wiring, progress, tables, exit codes; imports every layer, and heavy ones only when a command needs them. */
import { Command, CommanderError } from '@commander-js/extra-typings';
import { EXIT, exitCodeOf } from './exit-code.ts';
import { failureText, usageText } from './failure-text.ts';
import {
  allocateCommand,
  backtestCommand,
  compareCommand,
  configCommand,
  demoCommand,
  doctorCommand,
  downloadCommand,
  featuresCommand,
  liveCommand,
  metricsCommand,
  modelsCommand,
  reportCommand,
  trainCommand,
} from './options.ts';
import { endOnInterrupt } from './stop-signals.ts';
import { packageVersion } from './versions.ts';

const HELP = `
Examples:
  quant demo
  quant backtest --strategy sma-cross --assets SIM1,SIM2 --start 2015-01-01
  quant train --assets AAPL,SPY --data-dir my-data --end 2009-12-31

Settings come from defaults < quant.config.yaml < environment (QUANT_…, .env) < --set < flags.
Exit codes: 0 done, 1 failed, 2 bad usage or configuration, 3 refused by a safety rule,
130 interrupted.`;

/** Heavy modules load when their command runs, so that `--help` answers at once. */
function commands() {
  return [
    demoCommand().action(async (options) => {
      const { runDemo } = await import('./commands/demo.ts');
      await endOnInterrupt(() => runDemo(options));
    }),
    downloadCommand().action(async (options) => {
      if (options.follow === true) {
        const { runFollow } = await import('./commands/follow.ts');
        process.exitCode = await runFollow(options);
        return;
      }
      const { runDownload } = await import('./commands/download.ts');
      await endOnInterrupt(() => runDownload(options));
    }),
    featuresCommand().action(async (options) => {
      const { runFeatures } = await import('./commands/features.ts');
      await endOnInterrupt(async () => {
        process.exitCode = await runFeatures(options);
      });
    }),
    trainCommand().action(async (options) => {
      const { runTrain } = await import('./commands/train.ts');
      const farewell = 'the same command goes on from its last checkpoint';
      await endOnInterrupt(() => runTrain(options), farewell);
    }),
    backtestCommand().action(async (options) => {
      const { runBacktest } = await import('./commands/backtest.ts');
      await endOnInterrupt(() => runBacktest(options));
    }),
    allocateCommand().action(async (options) => {
      const { runAllocate } = await import('./commands/allocate.ts');
      await endOnInterrupt(() => runAllocate(options));
    }),
    liveCommand().action(async (options) => {
      const { runLiveCommand } = await import('./commands/live.ts');
      process.exitCode = await runLiveCommand(options);
    }),
    modelsCommand().action(async (options) => {
      const { runModels } = await import('./commands/models.ts');
      await runModels(options);
    }),
    configCommand().action(async (options) => {
      const { runConfig } = await import('./commands/config.ts');
      await runConfig(options);
    }),
    doctorCommand().action(async (options) => {
      const { runDoctor } = await import('./commands/doctor.ts');
      process.exitCode = await runDoctor(options);
    }),
  ];
}

/** Commands on results that are there already. */
function resultCommands() {
  return [
    reportCommand().action(async (run, options) => {
      const { runReport } = await import('./commands/report.ts');
      await endOnInterrupt(() => runReport(run, options));
    }),
    compareCommand().action(async (runs, options) => {
      const { runCompare } = await import('./commands/compare.ts');
      await endOnInterrupt(() => runCompare(runs, options));
    }),
    metricsCommand().action(async (file, options) => {
      const { runMetrics } = await import('./commands/metrics.ts');
      await endOnInterrupt(() => runMetrics(file, options));
    }),
  ];
}

function program(): Command {
  const quant = new Command('quant')
    .description('Self-learning quantitative trading: data, models, backtest, paper and live.')
    .version(packageVersion())
    .addHelpText('after', HELP)
    // What went wrong is told once, in one sentence, by main.
    .configureOutput({ outputError: () => undefined })
    .exitOverride();
  for (const command of [...commands(), ...resultCommands()]) {
    quant.addCommand(command.copyInheritedSettings(quant));
  }
  return quant;
}

/** A reader that went away (`quant config | head`) is no failure. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}

async function main(): Promise<void> {
  outliveReaders();
  try {
    await program().parseAsync();
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) {
      process.exitCode = exitCodeOf(thrown);
      process.stderr.write(`${failureText(thrown)}\n`);
    } else if (thrown.exitCode !== 0) {
      process.exitCode = EXIT.usage;
      process.stderr.write(`${usageText(thrown)}\n`);
    }
  }
}

await main();
