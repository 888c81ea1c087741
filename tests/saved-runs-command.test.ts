import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Baseline, type Breakdowns, type Metrics, PART_METRICS } from '#backtest';
import type { RunManifest } from '#base';
import { itRefuses, usage } from './support/bad-input.ts';
import { treeOf } from './support/file-tree.ts';
import { quant, quantJson, sentences } from './support/quant.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

interface Run {
  readonly metrics: Metrics;
  readonly baselines: readonly Baseline[];
  readonly breakdowns: Breakdowns;
  readonly manifest: RunManifest;
  readonly files: { readonly folder: string; readonly dashboard: string };
}
interface Comparison {
  readonly runs: readonly { readonly name: string; readonly metrics: Metrics }[];
  readonly differences: readonly { readonly what: string; readonly values: readonly unknown[] }[];
  readonly pairs: readonly {
    readonly run: string;
    readonly kind: string;
    readonly days: number;
    readonly meanPerYear: number;
  }[];
}

const root = temporaryFolder();
const TEST = [
  ...['backtest', '--strategy', 'sma-cross', '--assets', 'SIM1,SIM2'],
  ...['--start', '2016-01-01', '--end', '2018-12-31'],
];
const CHEAP = ['--set', 'trading.slippageBps=0'];

let home: string;
let run: Run;
let cheap: Run;
beforeAll(async () => {
  home = mkdtempSync(join(root, 'home-'));
  run = await quantJson(home, ...TEST);
  cheap = await quantJson(home, ...TEST, ...CHEAP);
});

describe('a backtest', () => {
  it('tells its parts, which add up to the whole', () => {
    const { byAsset, byModel, byYear, byRegime } = run.breakdowns;
    expect(byAsset.map(({ name }) => name)).toEqual(['SIM1', 'SIM2']);
    expect(byYear.map(({ name }) => name)).toEqual(['2016', '2017', '2018']);
    expect(byModel).toEqual([]);
    for (const parts of [byAsset, byYear, byRegime]) {
      const sum = parts.reduce((total, { metrics }) => total + (metrics.netProfit ?? 0), 0);
      expect(sum).toBeCloseTo(run.metrics.netProfit ?? Number.NaN, 6);
      expect(Object.keys(parts[0].metrics)).toEqual(PART_METRICS);
    }
  });

  it('says from when to when it ran', () => {
    const { start, end } = run.manifest;
    const months = [start, end].map((time) => new Date(time).toISOString().slice(0, 7));
    expect(months).toEqual(['2016-01', '2018-12']);
  });

  it('is held against no forecasts where it reads none', () => {
    expect(run.baselines.map(({ name }) => name)).toEqual(['Equal weight', 'Cash']);
    const costs = (each: Run) => each.baselines[0].metrics.totalReturn ?? Number.NaN;
    expect(costs(cheap), 'the run’s own costs').toBeGreaterThan(costs(run));
  });

  it('prints the tables that are asked for before the last line, and no others', async () => {
    const { stdout } = await quant(home, ...TEST, '--by', 'year,asset,model');
    expect(stdout).toMatch(/^by year +Net profit +Total return +Sharpe ratio/m);
    expect(stdout).toMatch(/^2017 +-?[\d,.]+ +-?[\d.]+% +-?[\d.]+ ± [\d.]+ /m);
    expect(stdout).toMatch(/^By model: no models vote in this run\.$/m);
    expect(stdout).not.toMatch(/^by regime/m);
    expect(stdout).toMatch(/\nDashboard: \S+\n$/);
    const plain = await quant(home, ...TEST);
    expect(plain.stdout).not.toMatch(/^by /im);
  });

  it('loses all it earned where every side costs its break-even cost', async () => {
    const free = [
      ...['trading.commissionBps=0', 'trading.slippageBps=0', 'trading.cashCheck=false'],
      ...['trading.sizing.method=fixed-quantity', 'trading.sizing.quantity=100'],
      ...['trading.risk.enabled=false'],
    ].flatMap((setting) => ['--set', setting]);
    const { metrics } = await quantJson<Run>(home, ...TEST, ...free);
    const cost = metrics.breakEvenCostBps ?? Number.NaN;
    expect(Math.abs(metrics.netProfit ?? 0)).toBeGreaterThan(100);
    expect(cost).toBeGreaterThan(0);
    const dear = await quantJson<Run>(
      home,
      ...TEST,
      ...free,
      '--set',
      `trading.commissionBps=${cost}`,
    );
    expect(dear.metrics.closedTrades).toBe(metrics.closedTrades);
    expect(dear.metrics.netProfit).toBeCloseTo(0, 4);
    expect(dear.metrics.breakEvenCostBps).toBeCloseTo(cost, 9);
  });
});

describe('quant report', () => {
  it('makes the same page again, by folder, name or id', async () => {
    const { folder, dashboard } = run.files;
    const page = readFileSync(join(home, dashboard));
    expect(page.toString()).toContain('id="by-year"');
    for (const name of [folder, basename(folder), run.manifest.runId]) {
      rmSync(join(home, dashboard));
      const { code, stdout } = await quant(home, 'report', name);
      expect({ code, stdout }).toEqual({ code: 0, stdout: `Dashboard: ${dashboard}\n` });
      expect(readFileSync(join(home, dashboard)).equals(page), name).toBe(true);
    }
    const elsewhere = await quantJson(home, 'report', folder, '--out', 'x/page.html');
    expect(elsewhere).toEqual({ runId: run.manifest.runId, folder, dashboard: 'x/page.html' });
    expect(readFileSync(join(home, 'x/page.html')).equals(page)).toBe(true);
  });

  it('knows a run by a file in it, a beginning that no other has, and as the latest', async () => {
    const dashboardOf = async (name: string) =>
      (await quant(home, 'report', name)).stdout.replace('Dashboard: ', '').trim();
    const { folder, dashboard } = run.files;
    for (const name of [
      join(folder, 'run.json'),
      dashboard,
      run.manifest.runId.slice(0, 8),
      `sma-cross-${run.manifest.runId.slice(0, 8)}`,
    ]) {
      expect(await dashboardOf(name), name).toBe(dashboard);
    }
    for (const [minutes, { files }] of [
      [1, cheap],
      [2, run],
    ] as const) {
      const later = new Date(Date.now() + minutes * 60_000);
      utimesSync(join(home, files.folder, 'run.json'), later, later);
      expect(await dashboardOf('latest')).toBe(files.dashboard);
    }
  });

  it('says which runs a beginning may mean', async () => {
    const { code, stderr } = await quant(home, 'report', 'sma-cross');
    expect(code).toBe(2);
    expect(sentences(stderr)).toEqual([
      expect.stringMatching(
        /^"sma-cross" may be any of \d runs, sma-cross-\w+, sma-cross-\w+.*; name one by its id\.$/,
      ),
    ]);
  });

  it('needs nothing but the folder', async () => {
    const other = mkdtempSync(join(root, 'other-'));
    const { folder, dashboard } = run.files;
    const page = readFileSync(join(home, dashboard));
    rmSync(join(home, dashboard));
    await quant(other, 'report', join(home, folder));
    expect(readFileSync(join(home, dashboard)).equals(page)).toBe(true);
  });
});

describe('quant compare', () => {
  it('says first what differs, then the figures, then the difference day by day', async () => {
    const names = [run.files.folder, cheap.files.folder];
    const { code, stdout } = await quant(home, 'compare', ...names);
    expect(code).toBe(0);
    const at = (text: string | RegExp) => stdout.search(text);
    expect(at(/^differs +sma-cross-\w+ +sma-cross-\w+$/m)).toBe(0);
    expect(at(/^setting trading\.slippageBps +5 +0$/m)).toBeGreaterThan(0);
    expect(at(/^Sharpe ratio +/m)).toBeGreaterThan(at(/^setting/m));
    expect(
      at(/^sma-cross-\w+ less sma-cross-\w+: [\d.]+% ± [\d.]+% a year by 7\d\d common/m),
    ).toBeGreaterThan(at(/^Sharpe/m));
    expect(stdout).not.toMatch(/configHash|version|data SIM/);
  });

  it('as a document has runs, differences and pairs', async () => {
    const names = [run.files.folder, cheap.manifest.runId, run.files.folder];
    const { runs, differences, pairs } = await quantJson<Comparison>(home, 'compare', ...names);
    expect(runs.map(({ metrics }) => metrics.finalEquity)).toEqual([
      run.metrics.finalEquity,
      cheap.metrics.finalEquity,
      run.metrics.finalEquity,
    ]);
    expect(differences).toEqual([{ what: 'setting trading.slippageBps', values: [5, 0, 5] }]);
    expect(pairs[0]).toMatchObject({ kind: 'known', run: basename(cheap.files.folder) });
    expect(pairs[0].meanPerYear).toBeGreaterThan(0);
    expect(pairs[1]).toMatchObject({ kind: 'unknown', reason: 'the difference never varies' });
  });

  it('says what cannot be compared', async () => {
    const other = ['--start', '2017-01-01', '--set', 'backtest.initialCapital=5000'];
    const short = await quantJson<Run>(home, ...TEST, ...other);
    const names = [run.files.folder, short.files.folder];
    const { stdout } = await quant(home, 'compare', ...names);
    expect(stdout).toMatch(
      /\nMind: starting capital of 100000 and 5000: amounts .*; spans of 2016-\S+ to \S+ and 2017-.*\.\n$/,
    );
    const { caveats } = await quantJson<{ caveats: string[] }>(home, 'compare', ...names);
    expect(caveats).toHaveLength(2);
  });

  it('says so where runs are the same', async () => {
    const { stdout } = await quant(home, 'compare', run.files.folder, run.files.folder);
    expect(stdout).toMatch(
      /^The runs are the same: strategy, data, models, settings and versions\.$/m,
    );
  });
});

describe('a saved run that is damaged', () => {
  it('is refused in one sentence, and nothing is written', async () => {
    const other = mkdtempSync(join(root, 'damaged-'));
    const { files } = await quantJson<Run>(other, ...TEST);
    const path = join(other, files.folder, 'equity.parquet');
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1] ^= 1;
    writeFileSync(path, bytes);
    const before = treeOf(other);
    for (const command of [['report'], ['compare', files.folder]]) {
      const { code, stdout, stderr } = await quant(other, ...command, files.folder, '--json');
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(sentences(stderr)).toEqual([
        expect.stringMatching(
          /equity\.parquet is damaged: it is not the file that run\.json names; run/,
        ),
      ]);
    }
    expect(treeOf(other)).toEqual(before);
  });
});

describe('runs are refused', () => {
  itRefuses(root, {
    'where there are none': usage(
      /^There is no run "x"; reports has none: quant backtest writes them there\.$/,
      ...['report', 'x'],
    ),
    'that are not named': usage(/^Missing required argument 'run'/, 'report'),
    'that are alone': usage(/^Only one run was named, "x"; name two or more/, 'compare', 'x'),
    'of a folder that holds none': {
      files: { 'reports/y/dashboard.html': 'x' },
      args: ['compare', 'reports/y', 'reports/y'],
      code: 2,
      says: /^"reports\/y" holds no run\.json, which a backtest writes last: copy all of it, or run/,
    },
    'whose run.json is no run': {
      files: { 'reports/y/run.json': 'hello' },
      args: ['report', 'y'],
      code: 1,
      says: /^reports\/y\/run\.json is damaged: .*; run the backtest again\.$/,
    },
    'in parts that are unknown': usage(
      /^--by "month" is no breakdown; choose from asset, model, year, regime\.$/,
      ...[...TEST, '--by', 'year,month'],
    ),
  });
});
