import type { Baseline, Breakdowns, Part } from '#backtest';
import { type BarTable, emptyBarTable, Random, type RunRecord } from '#base';
import { followTrends } from './sample-trader.ts';

export interface SampleOptions {
  readonly seed: number;
  readonly symbols: number;
  readonly years: number;
  /** Length of the average whose crossing trades; shorter trades more, bars. */
  readonly averageBars: number;
  /** Bars of a weekday, an hour apart. */
  readonly barsPerDay: number;
  /** Models that vote; 0 for none. */
  readonly models: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START = Date.UTC(2014, 0, 1);

/** A believable run on a seeded random walk: trends, fat tails, costs, retrains, a breach, odd bars. */
export function sampleRun(options: Partial<SampleOptions> = {}): RunRecord {
  const { seed, symbols, years, averageBars, barsPerDay, models } = {
    seed: 2,
    symbols: 6,
    years: 10,
    averageBars: 120,
    barsPerDay: 1,
    models: 0,
    ...options,
  };
  const time = weekdays(years, barsPerDay);
  const names = Array.from({ length: symbols }, (_, asset) => `SIM${asset + 1}`);
  const prices: Record<string, BarTable> = {};
  for (const name of names) prices[name] = randomWalk(time, Random.stream(seed, name));
  const traded = followTrends(time, prices, averageBars);
  return {
    ...traded,
    prices,
    benchmark: holdAll(prices, names, time.length),
    modelWeights: models === 0 ? null : votes(time, models),
    flows: flows(time),
    manifest: {
      runId: 'sample-0001',
      mode: 'backtest',
      strategy: 'tsmom',
      symbols: names,
      interval: barsPerDay === 1 ? '1d' : '1h',
      start: time[0],
      end: time[time.length - 1],
      seed,
      versions: { quant: '2.0.0', node: '24.21.0' },
      configHash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      dataHashes: Object.fromEntries(names.map((name) => [name, 'b5bb9d8014a0f9b1d61e21e7'])),
      assumptions: {
        'fill rule': 'next-open',
        'commission, bps a side': 5,
        'slippage, bps a side': 5,
        'volume cap, share of a bar': 0.1,
        'cash check': true,
        'corporate actions': 'applied',
        'closed at the end': false,
        'initial capital': 100_000,
      },
      models: ['ridge-3f2a9c'],
      caveats: ['The bars are a seeded random walk: nothing here says anything about a market.'],
    },
    dataHealth: names.map((symbol, asset) => ({
      symbol,
      bars: time.length,
      quarantined: asset === 1 ? 3 : 0,
      gaps: asset,
      findings: asset === 1 ? { 'high-low': 2, 'not-positive': 1, 'off-calendar': 4 } : {},
      repaired: asset === 1 ? { 'drop-duplicates': 12, 'infer-splits': 1 } : {},
    })),
    retrains: retrains(time),
    breaches: [
      {
        time: time[Math.floor(time.length * 0.43)],
        code: 'max-drawdown',
        detail: 'Max drawdown breached: 12.4% under the peak, limit 12.0%; new risk refused.',
      },
    ],
  };
}

/** Interest each month, and a borrow fee a quarter. */
function flows(time: Float64Array): RunRecord['flows'] {
  const months = Array.from(time).filter((_, row) => row % 21 === 20);
  return months.map((stamp, month) => ({
    time: stamp,
    dividends: 0,
    interest: 12.5,
    borrowFees: month % 3 === 0 ? 4.2 : 0,
    exchangeCosts: 0,
    exchangeGains: 0,
  }));
}

function weekdays(years: number, barsPerDay: number): Float64Array {
  const days = Array.from({ length: Math.round(years * 365.25) }, (_, day) => START + day * DAY_MS);
  const traded = days.filter((day) => new Date(day).getUTCDay() % 6 !== 0);
  return Float64Array.from({ length: traded.length * barsPerDay }, (_, bar) => {
    return traded[Math.floor(bar / barsPerDay)] + (bar % barsPerDay) * HOUR_MS;
  });
}

/** Shares that turn slowly about each other and sum to 1. */
function votes(time: Float64Array, models: number): RunRecord['modelWeights'] {
  const strength = (model: number, row: number) => 1.2 + Math.sin((row / 400) * (1 + model / 3));
  const total = time.map((_, row) => {
    return Array.from({ length: models }, (__, model) => strength(model, row)).reduce(
      (sum, each) => sum + each,
    );
  });
  const shares = Array.from({ length: models }, (_, model) => [
    `model-${model + 1}`,
    time.map((__, row) => strength(model, row) / total[row]),
  ]);
  return { time, share: Object.fromEntries(shares) as Record<string, Float64Array> };
}

/** Slowly turning drift, changing volatility and the odd jump. */
function randomWalk(time: Float64Array, random: Random): BarTable {
  const table = emptyBarTable(time.length);
  table.time.set(time);
  let close = 20 + 180 * random.uniform();
  let drift = 0;
  let volatility = 0.012;
  for (let row = 0; row < time.length; row++) {
    drift = 0.985 * drift + 0.00011 * random.normal();
    volatility = Math.max(
      0.005,
      volatility + 0.05 * (0.011 - volatility) + 0.0009 * random.normal(),
    );
    const jump = random.uniform() < 0.008 ? 3 : 1;
    const open = close * Math.exp(0.3 * volatility * random.normal());
    close = open * Math.exp(drift + 0.00015 + volatility * jump * random.normal());
    table.open[row] = open;
    table.close[row] = close;
    table.high[row] = Math.max(open, close) * (1 + 0.3 * volatility * random.uniform());
    table.low[row] = Math.min(open, close) * (1 - 0.3 * volatility * random.uniform());
    table.volume[row] = 1e6;
  }
  return table;
}

function holdAll(
  prices: Readonly<Record<string, BarTable>>,
  names: readonly string[],
  length: number,
): Float64Array {
  return Float64Array.from({ length }, (_, row) =>
    names.reduce(
      (sum, name) =>
        sum + (100_000 / names.length / prices[name].close[0]) * prices[name].close[row],
      0,
    ),
  );
}

function retrains(time: Float64Array): RunRecord['retrains'] {
  return Array.from({ length: 9 }, (_, at) => {
    const triggerBar = 250 * (at + 1);
    const accepted = at % 4 === 1;
    return {
      model: 'ridge',
      triggerBar,
      effectBar: triggerBar + 5,
      time: time[Math.min(triggerBar + 5, time.length - 1)],
      reasons: at % 3 === 0 ? ['interval', 'sharpe (−0.41)'] : ['interval'],
      verdict: accepted ? ('ACCEPTED' as const) : ('REJECTED' as const),
      championLoss: 1.0123 - at / 1000,
      challengerLoss: accepted ? 1.0061 - at / 1000 : 1.0131,
      detail: accepted ? 'Hold-out loss fell by 0.6%.' : 'Hold-out loss did not fall by 0.2%.',
    };
  });
}

/** A breakdown of each kind with two parts, the first named `name`. */
export function sampleBreakdowns(name = 'first'): Breakdowns {
  const part = (called: string, netProfit: number, share: number | null): Part => ({
    name: called,
    start: START,
    end: START + 700 * DAY_MS,
    bars: 500,
    share,
    metrics: {
      netProfit,
      totalReturn: netProfit / 100_000,
      sharpeRatio: 0.4,
      sharpeStandardError: 0.3,
      volatility: 0.1,
      maxDrawdown: 0.07,
      closedTrades: 12,
      winRate: 0.5,
      profitFactor: null,
      costsPaid: 321.5,
    },
    unavailable: { profitFactor: 'no trade lost' },
  });
  const parts = [part(name, 1234.5, null), part('cash', -98.7, null)];
  return {
    byAsset: parts,
    byModel: [part(name, 800, 0.6), part('second', 400, 0.4)],
    byYear: parts,
    byRegime: parts,
  };
}

/** Baselines of these names, the last with figures missing. */
export function sampleBaselines(names: readonly string[]): readonly Baseline[] {
  return names.map((name, at) => {
    const isLast = at === names.length - 1;
    return {
      name,
      meaning: `What ${name} does.`,
      metrics: {
        totalReturn: 0.5 + at,
        annualizedReturn: 0.07,
        sharpeRatio: isLast ? null : 0.4,
        sharpeStandardError: isLast ? null : 0.3,
        maxDrawdown: 0.21,
        volatility: 0.15,
        calmarRatio: 0.33,
      },
      unavailable: isLast ? { sharpeRatio: 'equity never varies' } : {},
    };
  });
}
