import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random, type RetrainRecord } from '#base';
import { barCsv } from './support/bar-csv.ts';
import { treeOf } from './support/file-tree.ts';
import { killedRun } from './support/killed-run.ts';
import { quant, quantJson } from './support/quant.ts';
import { randomBars } from './support/random-bars.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

interface BacktestDocument {
  readonly fills: readonly { readonly reason: string; readonly rate?: number }[];
  readonly flows: readonly unknown[];
  readonly trades: readonly { readonly exitReason: string }[];
  readonly files: { readonly folder: string };
}

const BARS = 9000;
const KILLS = 4;
/** A process is killed after at most so many checkpoints, and within so many milliseconds of the last. */
const MOST_KEPT = 12;
const KILLED_WITHIN_MS = 30;
const CHECKPOINT = { kept: '/state-\\d+\\.q2$', removed: '/run/identity\\.json$' };

const root = temporaryFolder();
const newHome = () => mkdtempSync(join(root, 'home-'));
const DATA = mkdtempSync(join(root, 'data-'));
const MODELS = join(root, 'models');
const SETTINGS = join(root, 'settings.yaml');

const MARKET = [
  ...['--provider', 'csv', '--data-dir', DATA, '--assets', 'SAP,GE,EURUSD', '--interval', '1d'],
  ...['--config', SETTINGS, '--set', `paths.modelDir=${MODELS}`],
];
/** Stops, targets, brackets, an allocator, currencies and an ensemble at once. */
const FROZEN = ['backtest', ...MARKET, '--strategy', 'ensemble', '--start', '2013-01-10'];
const LEARNING = [
  ...['backtest', '--learn', ...MARKET, '--strategy', 'ml', '--start', '2016-01-10'],
  ...['--set', 'trading.sizing.method=volatility-target'],
  ...['--set', 'training.retrainIntervalBars=150', '--set', 'training.retrainBufferBars=700'],
];
const keeping = (bars: number) => ['--set', `backtest.checkpointBars=${bars}`];

function writeStage(): void {
  ['SAP', 'GE', 'EURUSD'].forEach((symbol, at) => {
    const bars = randomBars(at + 1, BARS, { edge: 0.3 });
    writeFileSync(join(DATA, `${symbol}_1d.csv`), barCsv(bars));
  });
  const settings = {
    features: { only: ['ret1_vol', 'ret5_vol'] },
    trading: {
      quoteCurrencies: { SAP: 'EUR' },
      exchangeFeeBps: 2,
      financing: { borrowRate: 0.05, debitRate: 0.05, creditRate: 0.02 },
      sizing: { method: 'portfolio' },
      ensemble: { models: ['ridge', 'persistence'] },
      risk: {
        ...{ maxDrawdown: 1, dailyLossLimit: 1, stopLossSigma: 2, takeProfitSigma: 4 },
        ...{ trailingStopSigma: 3, timeStopBars: 40 },
      },
    },
    portfolio: { method: 'hrp', rebalance: 'day', lookbackBars: 60 },
  };
  writeFileSync(SETTINGS, JSON.stringify(settings));
}

/** Folder of the one unfinished run; null where there is none. */
function unfinishedIn(home: string): string | null {
  const folder = join(home, 'state', 'backtest');
  const [name] = existsSync(folder) ? readdirSync(folder) : [];
  return name === undefined ? null : join(folder, name, 'run');
}

/** Runs to the end, and tells the bar that it went on from. */
async function finished(home: string, args: readonly string[]) {
  const { code, stdout, stderr } = await quant(home, ...args, '--json');
  expect(code, stderr).toBe(0);
  const from = /Resumed from checkpoint at bar (\d+)\n/.exec(stderr);
  return { stdout, stderr, from: from === null ? null : Number(from[1]) };
}

const reportsOf = (home: string) => treeOf(join(home, 'reports'));

describe.each([
  { name: 'a backtest', args: FROZEN, bars: 90 },
  { name: 'a backtest that learns', args: LEARNING, bars: 60 },
])('$name, killed', ({ name, args, bars }) => {
  let home: string;
  let document: string;
  let reports: ReturnType<typeof reportsOf>;

  beforeAll(async () => {
    if (!existsSync(SETTINGS)) {
      writeStage();
      const span = ['--start', '2010-01-01', '--end', '2012-12-31'];
      await quantJson(newHome(), 'train', ...MARKET, '--model', 'ridge,persistence', ...span);
    }
    home = newHome();
    document = (await finished(home, args)).stdout;
    reports = reportsOf(home);
    expect(existsSync(join(home, 'state', 'backtest'))).toBe(false);
  });

  it('has all that is worth being stopped', () => {
    const { fills, flows, trades, files } = JSON.parse(document) as BacktestDocument;
    expect(trades.length).toBeGreaterThan(100);
    expect(flows.length).toBeGreaterThan(100);
    expect(fills.some(({ rate }) => rate !== undefined)).toBe(true);
    const exits = [...new Set(trades.map(({ exitReason }) => exitReason))];
    expect(exits).toEqual(expect.arrayContaining(['stop-loss', 'take-profit', 'trailing-stop']));
    const saved = readFileSync(join(home, files.folder, 'run.json'), 'utf8');
    const { retrains } = JSON.parse(saved) as { retrains: readonly RetrainRecord[] };
    expect(new Set(retrains.map(({ verdict }) => verdict)).size).toBe(args === LEARNING ? 2 : 0);
  });

  it('goes on where it was, again and again, to the same bytes, and leaves nothing behind', async () => {
    const other = newHome();
    const random = Random.stream(7, name);
    for (let kill = 0; kill < KILLS; kill++) {
      const after = 1 + random.integer(MOST_KEPT);
      const ms = random.integer(KILLED_WITHIN_MS);
      await killedRun(other, [...args, ...keeping(bars + kill)], { ...CHECKPOINT, after, ms });
    }
    const last = await finished(other, [...args, ...keeping(bars)]);
    expect(last.from).toBeGreaterThanOrEqual(KILLS * bars);
    expect(last.stdout).toBe(document);
    expect(reportsOf(other)).toEqual(reports);
    expect(unfinishedIn(other)).toBeNull();
  });

  it('begins anew where what was kept is damaged or of other settings, and says so', async () => {
    const other = newHome();
    const command = [...args, ...keeping(bars)];
    await killedRun(other, command, { ...CHECKPOINT, after: 3, ms: 0 });
    const changed = await finished(other, [...command, '--set', 'trading.commissionBps=1']);
    expect(changed.from).toBeNull();
    expect(changed.stderr).toMatch(
      /The unfinished run in .* is another: its trading\.commissionBps is 5, here it is 1; this one begins at its first bar/,
    );
    const folder = String(unfinishedIn(other));
    for (const state of readdirSync(folder).filter((file) => /^state-\d+\.q2$/.test(file))) {
      const path = join(folder, state);
      const bytes = readFileSync(path);
      writeFileSync(path, bytes.subarray(0, bytes.length >> 1));
    }
    const anew = await finished(other, command);
    expect(anew.from).toBeNull();
    expect(anew.stderr).toMatch(/checksum mismatch.*; kept as .*run\.corrupt, and the run begins/);
    expect(anew.stdout).toBe(document);
  });
});
