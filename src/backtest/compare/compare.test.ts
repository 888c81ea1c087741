import { type EquityCurve, Random, standardDeviation } from '#base';
import { describe, expect, it } from 'vitest';
import { sampleRun } from '../../../tests/support/sample-run.ts';
import { computeHoldingMetrics, computeMetrics } from '../metrics/compute-metrics.ts';
import type { SavedRun } from '../saved-run/saved-run.ts';
import { comparisonCaveats } from './comparison-caveats.ts';
import { pairedDifference } from './paired-difference.ts';
import { runDifferences } from './run-differences.ts';

const DAY = 86_400_000;
const FIRST = Date.UTC(2020, 0, 1);

/** An account that earns these returns, a day each. */
function account(returns: readonly number[], first = FIRST): EquityCurve {
  let worth = 1000;
  const equity = Float64Array.of(worth, ...returns.map((move) => (worth *= 1 + move)));
  const time = Float64Array.from(equity, (_, row) => first + row * DAY);
  return { time, equity, cash: equity, grossExposure: equity, netExposure: equity };
}

const random = new Random(3);
const common = Array.from({ length: 400 }, () => 0.02 * random.normal());
const own = Array.from({ length: 400 }, () => 0.0005 + 0.001 * random.normal());

describe('pairedDifference', () => {
  it('is the mean difference a year with its error, what both share taken out', () => {
    const left = account(common.map((move, row) => move + own[row]));
    const difference = pairedDifference(left, account(common));
    if (difference.kind === 'unknown') throw new Error(difference.reason);
    const { days, meanPerYear, standardError, tStatistic, correlation } = difference;
    expect(days).toBe(400);
    expect(meanPerYear).toBeCloseTo((365 * own.reduce((sum, move) => sum + move, 0)) / 400, 9);
    expect(standardError).toBeCloseTo((365 * standardDeviation(Float64Array.from(own))) / 20, 9);
    expect(tStatistic).toBeCloseTo(meanPerYear / standardError, 12);
    expect(correlation).toBeGreaterThan(0.99);
  });

  it('compares on the days of both, with what happened on the others', () => {
    const left = account(common);
    const keep = (_: number, row: number) => row % 7 !== 3;
    const pick = (column: Float64Array) => column.filter(keep);
    const right = {
      time: pick(left.time),
      equity: pick(left.equity).map((value) => value * 2),
      cash: pick(left.cash),
      grossExposure: pick(left.cash),
      netExposure: pick(left.cash),
    };
    expect(pairedDifference(left, right)).toMatchObject({
      kind: 'unknown',
      reason: 'the difference never varies',
    });
  });

  it('takes the last close of a day', () => {
    const daily = account(common.map((move, row) => move + own[row]));
    const hours = Float64Array.from(daily.equity, (_, row) => row).map((day) => FIRST + day * DAY);
    const twice: EquityCurve = {
      ...daily,
      time: Float64Array.from([...hours].flatMap((at) => [at, at + DAY / 2])),
      equity: Float64Array.from([...daily.equity].flatMap((worth) => [worth * 3, worth])),
    };
    expect(pairedDifference(twice, account(common))).toEqual(
      pairedDifference(daily, account(common)),
    );
  });

  it('knows no correlation where one never moves', () => {
    const [moving, still] = [account(common), account(common.map(() => 0))];
    for (const pair of [[moving, still] as const, [still, moving] as const]) {
      expect(pairedDifference(...pair)).toMatchObject({ kind: 'known', correlation: null });
    }
  });

  it('says why there is none', () => {
    const few = account(common.slice(0, 19));
    expect(pairedDifference(few, account(common))).toMatchObject({
      days: 19,
      reason: 'needs 20 daily returns of both, has 19',
    });
    const apart = account(common, FIRST + 9000 * DAY);
    expect(pairedDifference(apart, account(common))).toMatchObject({
      days: 0,
      reason: 'needs 20 daily returns of both, has 0',
    });
    const ruined = account([...common.slice(0, 50), -1.5, ...common.slice(0, 50)]);
    const ended = account([...common, -1.5]);
    const flat = account(common.map(() => 0));
    const recovered = {
      ...flat,
      equity: flat.equity.map((worth, row) => (row === 0 ? -1 : worth)),
    };
    for (const broke of [ruined, ended, recovered]) {
      expect(pairedDifference(broke, account([...common, 0]))).toMatchObject({
        reason: 'equity of a run is not above 0 at every day',
      });
    }
  });
});

describe('runDifferences', () => {
  const saved = (change: Partial<SavedRun['record']['manifest']>, settings = {}): SavedRun => {
    const sample = sampleRun({ years: 1, symbols: 2 });
    const record = { ...sample, manifest: { ...sample.manifest, ...change } };
    return {
      record,
      metrics: computeMetrics(record),
      held: computeHoldingMetrics(record.equity.time, record.benchmark),
      baselines: [],
      breakdowns: { byAsset: [], byModel: [], byYear: [], byRegime: [] },
      settings: {
        seed: 1,
        trading: { fillRule: 'next-open', models: ['a'], cap: null },
        ...settings,
      },
    };
  };

  it('names what differs, what only one has, and nothing else', () => {
    const left = saved({ runId: 'x', configHash: 'x' });
    const right = saved(
      { runId: 'y', configHash: 'y', strategy: 'ml', models: ['m'], dataHashes: { SIM1: 'other' } },
      { trading: { fillRule: 'next-close', models: ['b'], cap: 0.1 } },
    );
    expect(runDifferences([left, right])).toEqual([
      { what: 'strategy', values: ['tsmom', 'ml'] },
      { what: 'data SIM1', values: ['b5bb9d8014a0', 'other'] },
      { what: 'data SIM2', values: ['b5bb9d8014a0', null] },
      { what: 'models', values: [['ridge-3f2a9c'], ['m']] },
      { what: 'setting trading.fillRule', values: ['next-open', 'next-close'] },
      { what: 'setting trading.models', values: [['a'], ['b']] },
      { what: 'setting trading.cap', values: [null, 0.1] },
    ]);
  });

  it('is empty for runs that are the same', () => {
    expect(runDifferences([saved({}), saved({}), saved({})])).toEqual([]);
  });

  it('goes with what cannot be compared', () => {
    const { start, end } = saved({}).record.manifest;
    const settings = (currency: string, initialCapital: number, riskFreeRate: number) => ({
      trading: { currency },
      backtest: { initialCapital, riskFreeRate },
    });
    const other = saved({ interval: '1h', end: end - 30 * DAY }, settings('EUR', 5, 0.02));
    const same = saved({}, settings('USD', 100_000, 0));
    const day = (time: number) => new Date(time).toISOString().slice(0, 10);
    expect(comparisonCaveats([same, other, same]).map((caveat) => caveat.split(':')[0])).toEqual([
      'accounts in USD and EUR',
      'starting capital of 100000 and 5',
      `spans of ${day(start)} to ${day(end)} and ${day(start)} to ${day(end - 30 * DAY)}`,
      'bars of 1d and 1h',
      'risk-free rates of 0 and 0.02',
    ]);
    expect(comparisonCaveats([same, same])).toEqual([]);
    const { trading: _, ...older } = same.settings;
    expect(comparisonCaveats([same, { ...same, settings: older }])).toEqual([
      expect.stringMatching(/^accounts in USD and unknown:/),
    ]);
  });
});
