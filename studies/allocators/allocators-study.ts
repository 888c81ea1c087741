import { intervalMs, QuantError } from '#base';
import { nodeDisk } from '#base/node';
import { type PortfolioConfig, systemSchema } from '#config';
import { CsvProvider, dateText, loadMarket, type Market, SimulatedProvider } from '#data';
import { parsedArguments } from '../usage.ts';
import { type Allocator, type AllocatorRun, allocatorRuns } from './allocator-runs.ts';

const USAGE = 'allocators [--data-dir DIR --assets PANEL] [--without SYMBOL,…] [--start DATE]';
const YEARS_OF_SIMULATION = 20;
const SIMULATED = Array.from({ length: 10 }, (_, at) => `SIM${at + 1}`).join(',');

const METHODS = [
  'equal-weight',
  'risk-parity',
  'hrp',
  'min-variance',
  'min-cvar',
  'mean-variance',
  'max-sharpe',
  'black-litterman',
  'ppo',
] as const satisfies readonly PortfolioConfig['method'][];

const SHRUNK = ['min-variance', 'hrp', 'mean-variance', 'max-sharpe'] as const;

/** What each way to choose weights makes of the same assets, monthly and after costs. */
export async function allocatorsStudy(args: readonly string[]): Promise<void> {
  const { values } = parsedArguments(
    args,
    {
      'data-dir': { type: 'string' },
      assets: { type: 'string', default: SIMULATED },
      without: { type: 'string', default: '' },
      start: { type: 'string', default: '1990-01-01' },
    },
    USAGE,
  );
  const without = new Set(values.without.split(','));
  const market = await marketOf(
    values.assets.split(','),
    values['data-dir'],
    values.start,
    without,
  );
  const allocators: readonly Allocator[] = [
    ...METHODS.map((method) => ({ name: method, portfolio: { method } })),
    ...SHRUNK.map((method) => ({
      name: `${method}, ledoit-wolf`,
      portfolio: { method, covariance: 'ledoit-wolf' as const },
    })),
  ];
  const runs = await allocatorRuns(market, allocators, (name) => {
    process.stderr.write(`${name}\n`);
  });
  print(market, runs);
}

async function marketOf(
  names: readonly string[],
  folder: string | undefined,
  from: string,
  without: ReadonlySet<string>,
): Promise<Market> {
  const { data, seed } = systemSchema.parse({});
  const csv = folder === undefined ? null : new CsvProvider(folder, nodeDisk);
  const provider = csv ?? new SimulatedProvider(seed, data.simulated);
  const expanded = await Promise.all(names.map(async (name) => csv?.expand(name) ?? [name]));
  const symbols = expanded.flat().filter((symbol) => !without.has(symbol));
  const end = Date.UTC(2025, 0, 1);
  const start =
    csv === null ? end - YEARS_OF_SIMULATION * 365.25 * intervalMs('1d') : Date.parse(from);
  if (Number.isNaN(start)) throw new QuantError('cli/bad-option', `--start ${from} is not a date.`);
  return loadMarket((request) => provider.fetchBars(request), {
    symbols,
    interval: '1d',
    start,
    end,
    corporateActions: 'apply',
    badBars: 'refuse',
  });
}

function print({ assets }: Market, runs: readonly AllocatorRun[]): void {
  const percent = (value: number | null) =>
    value === null ? 'n/a' : `${(100 * value).toFixed(2)} %`;
  const ratio = (value: number | null) => (value === null ? 'n/a' : value.toFixed(2));
  const { time } = assets[0].bars;
  const lines = [
    `${assets.length} assets, ${dateText(runs[0].start)} to ${dateText(time[time.length - 1])}`,
    '',
    '| weights by | net return a year | volatility | net Sharpe | without costs | beside equal weight, 95 % | deepest drawdown | turnover a year | costs a year |',
    '|---|--:|--:|--:|--:|--:|--:|--:|--:|',
    ...runs.map(({ name, net, freeSharpe, difference }) => {
      const cells = [
        name,
        percent(net.annualizedReturn),
        percent(net.volatility),
        ratio(net.sharpeRatio),
        ratio(freeSharpe),
        difference === null
          ? ''
          : `${ratio(difference.ratio)} (${ratio(difference.low)} to ${ratio(difference.high)})`,
        percent(net.maxDrawdown),
        ratio(net.turnover),
        percent((net.turnover ?? 0) * 0.001),
      ];
      return `| ${cells.join(' | ')} |`;
    }),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
