import { intervalMs, periodsPerYear, QuantError } from '#base';
import { nodeDisk } from '#base/node';
import { systemSchema } from '#config';
import { CsvProvider, loadMarket, SimulatedProvider } from '#data';
import { parsedArguments } from '../usage.ts';
import { type ChosenRules, chosenRules } from './chosen-rules.ts';
import { LOOKBACKS, momentumReturns } from './momentum-rules.ts';

const USAGE = 'paths [--data-dir DIR --asset SYMBOL] [--cost-bps N]';
const EMBARGO_BARS = 21;
const YEARS_OF_SIMULATION = 30;

/** Whether the best of seven momentum rules is skill or luck: many histories out of sample instead of one. */
export async function pathsStudy(args: readonly string[]): Promise<void> {
  const { values } = parsedArguments(
    args,
    {
      'data-dir': { type: 'string' },
      asset: { type: 'string', default: 'SIM1' },
      'cost-bps': { type: 'string', default: '5' },
    },
    USAGE,
  );
  const costBps = Number(values['cost-bps']);
  if (!(costBps >= 0)) {
    throw new QuantError('cli/bad-option', `--cost-bps is ${values['cost-bps']}, not a cost.`);
  }
  const { time, close } = await dailyCloses(values.asset, values['data-dir']);
  const from = Math.max(...LOOKBACKS);
  const rules = LOOKBACKS.map((lookback) => momentumReturns(close, lookback, from, costBps));
  const chosen = chosenRules(rules, {
    periodsPerYear: periodsPerYear(time),
    embargo: EMBARGO_BARS,
  });
  if (chosen === null || rules[0].length < 2 * from) {
    throw new QuantError(
      'data/too-few-bars',
      `${values.asset} has ${close.length} bars; ${3 * from} are needed.`,
    );
  }
  print(values.asset, rules[0].length, chosen);
}

async function dailyCloses(symbol: string, folder: string | undefined) {
  const { data, seed } = systemSchema.parse({});
  const provider =
    folder === undefined
      ? new SimulatedProvider(seed, data.simulated)
      : new CsvProvider(folder, nodeDisk);
  const end = Date.UTC(2025, 0, 1);
  const years = 365.25 * intervalMs('1d') * YEARS_OF_SIMULATION;
  const market = await loadMarket((request) => provider.fetchBars(request), {
    symbols: [symbol],
    interval: '1d',
    start: folder === undefined ? end - years : Date.UTC(1900, 0, 1),
    end,
    corporateActions: 'apply',
    badBars: 'refuse',
  });
  return market.assets[0].adjusted;
}

function print(symbol: string, bars: number, chosen: ChosenRules): void {
  const { paths, inSample, kFold, overfitShare } = chosen;
  const mean = paths.reduce((sum, ratio) => sum + ratio, 0) / paths.length;
  const lines = [
    `Best of ${LOOKBACKS.length} momentum rules on ${bars} bars of ${symbol}, net of costs; annual Sharpe ratios`,
    '',
    '| where | Sharpe |',
    '|---|--:|',
    `| in the rows it was chosen on, mean | ${inSample.toFixed(2)} |`,
    `| purged k-fold, one history | ${kFold.toFixed(2)} |`,
    `| ${paths.length} histories out of sample, mean | ${mean.toFixed(2)} |`,
    `| … the worst and the best of them | ${Math.min(...paths).toFixed(2)} … ${Math.max(...paths).toFixed(2)} |`,
    '',
    `In ${(100 * overfitShare).toFixed(0)} % of the folds the chosen rule did worse out of sample than half of all rules.`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
