import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { BASELINE_METRICS, type Baseline, type Metrics, readSavedRun } from '#backtest';
import type { FillRecord, RunManifest, RunRecord } from '#base';
import { nodeDisk } from '#base/node';
import { haveMarketData, MARKET_DATA_FOLDER } from './support/market-data.ts';
import { quant, quantJson, sentences } from './support/quant.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

interface DownloadRow {
  readonly symbol: string;
  readonly bars: number;
  readonly actions: number;
  readonly quarantined: number;
}
interface TrainedModel {
  readonly model: string;
  readonly folder: string;
  readonly net: Metrics;
}
interface Backtest {
  readonly metrics: Metrics;
  readonly held: Metrics;
  readonly baselines: readonly Baseline[];
  readonly fills: readonly FillRecord[];
  readonly trades: readonly unknown[];
  readonly manifest: RunManifest;
  readonly files: { readonly folder: string; readonly dashboard: string };
}

const root = temporaryFolder();
const DAY_MS = 86_400_000;

/** Figures that a run which traded must have. */
function expectTraded({ metrics, trades, manifest }: Backtest): void {
  for (const key of ['sharpeRatio', 'maxDrawdown', 'annualizedReturn', 'volatility'] as const) {
    expect(metrics[key], key).toSatisfy((value) => Number.isFinite(value) && value !== 0);
  }
  expect(metrics.closedTrades ?? 0).toBeGreaterThan(10);
  expect(trades).toHaveLength(metrics.closedTrades ?? 0);
  expect(manifest.models).not.toEqual([]);
}

async function recordOf(home: string, folder: string): Promise<RunRecord> {
  return (await readSavedRun(nodeDisk, join(home, folder))).record;
}

function expectCheckpoint(home: string, { folder }: TrainedModel): void {
  expect(readdirSync(join(home, folder))).toEqual(['card.json', 'weights.safetensors']);
}

describe('from download to dashboard on a simulated market', () => {
  const ASSETS = ['--assets', 'SIM1,SIM2'];
  const TEST = ['backtest', '--strategy', 'ml', ...ASSETS, '--start', '2018-01-01'];
  let home: string;
  let trained: readonly TrainedModel[];

  beforeAll(async () => {
    home = mkdtempSync(join(root, 'journey-'));
    const rows = await quantJson<DownloadRow[]>(home, 'download', ...ASSETS);
    expect(rows.map(({ bars }) => bars)).toEqual([3778, 3778]);
    const spans = ['--start', '2010-01-01', '--end', '2017-12-31'];
    trained = await quantJson(home, 'train', ...ASSETS, ...spans, '--model', 'ridge');
  });

  it('keeps a checkpoint, tests on bars that no model has seen, and writes a dashboard', async () => {
    expectCheckpoint(home, trained[0]);
    const card = JSON.parse(readFileSync(join(home, trained[0].folder, 'card.json'), 'utf8'));
    const tested = await quantJson<Backtest>(home, ...TEST);
    expectTraded(tested);
    expect(tested.manifest.start).toBeGreaterThan(card.training.lastLabelTime);
    expect(tested.manifest.caveats).toEqual([]);
    const { node, tz } = process.versions;
    expect(tested.manifest.versions).toMatchObject({ node, tz });
    const page = readFileSync(join(home, tested.files.dashboard), 'utf8');
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).toContain(tested.manifest.runId);
    const record = await recordOf(home, tested.files.folder);
    expect(record.trades).toEqual(tested.trades);
  });

  it('prints where the dashboard is, and the figures with buy and hold beside them', async () => {
    const { code, stdout } = await quant(home, ...TEST);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ml on SIM1, SIM2 \(1d\), 2018-01-02 to 2024-12-31$/m);
    expect(stdout).toMatch(/^Sharpe ratio +-?\d+\.\d\d +-?\d+\.\d\d$/m);
    expect(stdout).toMatch(/^Dashboard: reports\/ml-[0-9a-f]{12}\/dashboard\.html$/m);
  });

  it('shows the same figures on the page as in the table, at any risk-free rate', async () => {
    const { stdout } = await quant(home, ...TEST, '--set', 'backtest.riskFreeRate=0.05');
    const [, ours, held] = /^Sharpe ratio +(-?[\d.]+) +(-?[\d.]+)$/m.exec(stdout) ?? [];
    const [, file] = /^Dashboard: (.*)$/m.exec(stdout) ?? [];
    const page = readFileSync(join(home, file), 'utf8').replaceAll(/<[^>]*>/g, ' ');
    const onPage = / Sharpe ratio (\S+) ± \S+ (\S+) ± /.exec(page.replaceAll(/\s+/g, ' '));
    expect(onPage?.slice(1, 3).map((text) => text.replace('−', '-'))).toEqual([ours, held]);
  });

  it('is held against naive forecasts, equal weights and cash on the same bars, and the page says so', async () => {
    const { held, baselines, files } = await quantJson<Backtest>(home, ...TEST);
    const names = ['Naive forecast', 'Equal weight', 'Cash'];
    expect(baselines.map(({ name }) => name)).toEqual(names);
    const [naive, equal, cash] = baselines.map(({ metrics }) => metrics);
    expect([cash.totalReturn, cash.sharpeRatio]).toEqual([0, null]);
    expect(Math.abs((equal.volatility ?? 0) / (held.volatility ?? 0) - 1)).toBeLessThan(0.2);
    expect(equal.totalReturn).not.toBe(held.totalReturn);
    // What a model makes that repeats the last return on an edge which turns slowly: it pays, costs and all.
    expect(naive.sharpeRatio).toBeLessThan(0);
    const page = readFileSync(join(home, files.dashboard), 'utf8');
    const rows = [...page.matchAll(/<tr class="baseline"><th [^>]*>([^<]*)</g)].map(
      ([, name]) => name,
    );
    expect(rows).toEqual(['Buy and hold', ...names]);
    const saved = await readSavedRun(nodeDisk, join(home, files.folder));
    expect([saved.held, saved.baselines]).toEqual([held, baselines]);
    for (const { metrics } of baselines) expect(Object.keys(metrics)).toEqual(BASELINE_METRICS);
  });

  it('refuses a test within the training span, unless it is to be in sample, and then says so', async () => {
    const inside = [...TEST.slice(0, -1), '2014-01-01', '--end', '2016-12-31'];
    const refused = await quant(home, ...inside);
    expect(refused.code).toBe(3);
    expect(sentences(refused.stderr)).toEqual([
      expect.stringMatching(/^The models have seen bars up to 2017-12-\d\d .* --in-sample\.$/),
    ]);
    const { manifest } = await quantJson<Backtest>(home, ...inside, '--in-sample');
    expect(manifest.caveats).toEqual([
      expect.stringMatching(/^forecasts of ridge up to 2017-12-\d\d are in sample$/),
    ]);
  });

  it('says so in the manifest when the test begins before the first forecast', async () => {
    const { manifest } = await quantJson<Backtest>(home, ...TEST.slice(0, -1), '2017-06-01');
    expect(manifest.caveats).toEqual(['no ridge forecast before 2018-01-02']);
  });

  it('stops new risk at tight limits, in the words of the log', async () => {
    const tight = ['trading.risk.maxDrawdown=0.01', 'trading.risk.dailyLossLimit=0.005'];
    const sets = tight.flatMap((setting) => ['--set', setting]);
    const { code, stdout, stderr } = await quant(home, ...TEST, ...sets, '--json');
    expect(code).toBe(0);
    expect(stderr).toMatch(/WARN: Max drawdown breached: \d+\.\d\d% > 1\.00%/);
    expect(stderr).toMatch(/WARN: Risk breached; skipping signal for SIM\d/);
    expect((JSON.parse(stdout) as Backtest).manifest.caveats).toEqual([
      expect.stringMatching(/^trading halted on 20\d\d-\d\d-\d\d$/),
    ]);
    const daily = await quant(home, ...TEST, '--set', 'trading.risk.dailyLossLimit=0.001');
    expect(daily.stderr).toMatch(/WARN: Daily loss limit breached: \d+\.\d\d% > 0\.10%/);
  });

  it('learns on the way when told to, and not from what comes later', async () => {
    const short = ['--start', '2018-01-01', '--end', '2019-12-31', '--learn'];
    const { code, stdout, stderr } = await quant(
      home,
      ...['backtest', '--strategy', 'ml', ...ASSETS, ...short, '--json'],
    );
    expect(code, stderr).toBe(0);
    expectTraded(JSON.parse(stdout));
    expect(stderr).toMatch(/INFO: Retrain triggered at bar 250 \| reasons: interval \(/);
    expect(stderr).toMatch(/INFO: Retrain 'ridge' (ACCEPTED|REJECTED) \|/);
  });
});

describe('the same seed, data and configuration', () => {
  const run = async (reportDir: string, seed: string) => {
    const home = mkdtempSync(join(root, 'same-'));
    const common = [
      '--assets',
      'SIM1,SIM2',
      '--seed',
      seed,
      '--set',
      `paths.reportDir=${reportDir}`,
    ];
    await quantJson(home, 'train', ...common, '--end', '2017-12-31');
    const test = ['backtest', '--strategy', 'ml', ...common, '--start', '2018-01-01'];
    const { files } = await quantJson<Backtest>(home, ...test);
    const name = files.folder.split('/').at(-1);
    return {
      name,
      record: readFileSync(join(home, files.folder, 'run.json')),
      page: readFileSync(join(home, files.dashboard)),
    };
  };

  it('give the same bytes in another folder, and another seed gives others', async () => {
    const [first, second, other] = await Promise.all([
      run('reports', '1'),
      run('elsewhere/reports', '1'),
      run('reports', '2'),
    ]);
    expect(second.name).toBe(first.name);
    expect(second.record.equals(first.record)).toBe(true);
    expect(second.page.equals(first.page)).toBe(true);
    expect(other.name).not.toBe(first.name);
    expect(other.record.equals(first.record)).toBe(false);
  });
});

const FILES = ['GOOG', 'SPY', 'AAPL', 'BAC'].map((symbol) => `${symbol}_1d.csv`);

describe.skipIf(!haveMarketData(...FILES))('four real shares in one account', () => {
  const MARKET = [
    '--assets',
    'GOOG,SPY,AAPL,BAC',
    '--provider',
    'csv',
    '--data-dir',
    MARKET_DATA_FOLDER,
  ];
  let home: string;

  beforeAll(() => {
    home = mkdtempSync(join(root, 'real-'));
  });

  it('are downloaded, trained on up to 2009 and tested after', async () => {
    const rows = await quantJson<DownloadRow[]>(home, 'download', ...MARKET);
    expect(rows.map(({ symbol }) => symbol)).toEqual(['GOOG', 'SPY', 'AAPL', 'BAC']);
    expect(rows.map(({ quarantined }) => quarantined)).toEqual([0, 0, 0, 0]);
    expect(rows.find(({ symbol }) => symbol === 'AAPL')?.actions).toBeGreaterThan(5);
    const [trained] = await quantJson<TrainedModel[]>(
      home,
      'train',
      ...MARKET,
      '--end',
      '2009-12-31',
    );
    expectCheckpoint(home, trained);
    const tested = await quantJson<Backtest>(
      home,
      ...['backtest', '--strategy', 'ml'],
      ...MARKET,
      '--start',
      '2010-01-01',
    );
    expectTraded(tested);
    expect(tested.manifest.start).toBe(Date.UTC(2010, 0, 4));
    expect(tested.manifest.caveats).toEqual([]);
    const { node, tz } = process.versions;
    expect(tested.manifest.versions).toMatchObject({ node, tz });
    const traded = new Set(tested.fills.map(({ symbol }) => symbol));
    expect([...traded].sort()).toEqual(['AAPL', 'BAC', 'GOOG', 'SPY']);
  });

  it('share one account: together they never have more than its equity at work', async () => {
    const test = ['backtest', '--strategy', 'buy-and-hold', ...MARKET, '--start', '2010-01-01'];
    const { files } = await quantJson<Backtest>(home, ...test);
    const { equity } = await recordOf(home, files.folder);
    expect(Math.min(...equity.cash)).toBeGreaterThanOrEqual(0);
    equity.equity.forEach((value, bar) => {
      expect(equity.cash[bar] + equity.grossExposure[bar]).toBeCloseTo(value, 6);
    });
  });

  it('keep their value over AAPL’s split of 7 for 1', async () => {
    const span = ['--start', '2014-05-01', '--end', '2014-07-31'];
    const hold = ['backtest', '--strategy', 'buy-and-hold', ...MARKET, ...span];
    const alone = ['--assets', 'AAPL', '--set', 'trading.risk.enabled=false'];
    const returns = async (...more: readonly string[]) => {
      const { files } = await quantJson<Backtest>(home, ...hold, ...alone, ...more);
      const { equity } = await recordOf(home, files.folder);
      const over = equity.time.findIndex((time) => time >= Date.UTC(2014, 5, 9));
      expect(equity.time[over] - equity.time[over - 1]).toBe(3 * DAY_MS);
      return equity.equity[over] / equity.equity[over - 1] - 1;
    };
    expect(Math.abs(await returns())).toBeLessThan(0.03);
    expect(
      await returns('--set', 'data.corporateActions=ignore'),
      'it would jump otherwise',
    ).toBeLessThan(-0.3);
  });
});
