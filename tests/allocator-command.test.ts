import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { barCsv } from './support/bar-csv.ts';
import { plant } from './support/file-tree.ts';
import { quant, quantJson, sentences } from './support/quant.ts';
import { randomBars } from './support/random-bars.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

interface Document {
  readonly fills: readonly { readonly symbol: string; readonly reason: string }[];
  readonly metrics: { readonly finalEquity: number; readonly turnover: number };
  readonly manifest: { readonly assumptions: Record<string, string>; readonly models: string[] };
}

const root = temporaryFolder();
let home: string;

beforeAll(() => {
  home = mkdtempSync(join(root, 'home-'));
  plant(
    home,
    Object.fromEntries(
      [1, 2, 3].map((seed) => [`data/S${seed}_1d.csv`, barCsv(randomBars(seed, 700))]),
    ),
  );
});

const backtest = (...more: readonly string[]) => [
  ...['backtest', '--data-dir', 'data', '--assets', 'S1,S2,S3', '--strategy', 'buy-and-hold'],
  ...['--set', 'trading.risk.maxDrawdown=1', '--set', 'trading.risk.dailyLossLimit=1'],
  ...more,
];

describe('quant backtest --allocator', () => {
  it('trades the allocator’s weights, and says so in the manifest', async () => {
    const found = await quantJson<Document>(home, ...backtest('--allocator', 'hrp'));
    expect(found.manifest.assumptions['sizing']).toBe('weights by hrp, each month, on 252 bars');
    expect(found.fills.length).toBeGreaterThan(3);
    expect(new Set(found.fills.map(({ reason }) => reason))).toEqual(new Set(['rebalance']));
    const alone = await quantJson<Document>(home, ...backtest());
    expect(alone.manifest.assumptions['sizing']).toMatch(/^volatility target/);
    expect(alone.metrics.finalEquity).not.toBe(found.metrics.finalEquity);
  });

  it('trades what the settings say', async () => {
    const flag = await quantJson<Document>(home, ...backtest('--allocator', 'equal-weight'));
    const set = await quantJson<Document>(
      home,
      ...backtest(
        '--set',
        'trading.sizing.method=portfolio',
        '--set',
        'portfolio.method=equal-weight',
      ),
    );
    expect(set.metrics).toEqual(flag.metrics);
  });

  it('names the methods there are for one that there is not', async () => {
    const { code, stderr } = await quant(home, ...backtest('--allocator', 'hrpp'));
    expect(code).toBe(2);
    expect(sentences(stderr)).toHaveLength(1);
    expect(stderr).toMatch(/portfolio\.method.*hrpp.*risk-parity/);
  });

  it('asks for an agent where ppo is to weigh and none is trained', async () => {
    const { code, stderr } = await quant(
      home,
      ...backtest('--allocator', 'ppo', '--set', 'paths.modelDir=none'),
    );
    expect(code).toBe(2);
    expect(stderr).toMatch(/There is no model ppo in .*; run quant train --model ppo /);
  });

  it('has the agent’s weights where one is trained', async () => {
    const train = ['train', '--model', 'ppo', '--data-dir', 'data', '--assets', 'S1,S2,S3'];
    const short = ['--set', 'training.minTrainBars=300', '--set', 'model.ppo.actions=4000'];
    const trained = await quant(home, ...train, ...short, '--walk-forward');
    expect(trained.code, trained.stderr).toBe(0);
    const found = await quantJson<Document>(home, ...backtest('--allocator', 'ppo', ...short));
    expect(found.manifest.models.length).toBeGreaterThan(0);
    expect(found.fills.some(({ reason }) => reason === 'rebalance')).toBe(true);
  });

  it('is traded alike by a backtest and by a live run on paper', async () => {
    const start = ['--start', '2011-03-01'];
    const allocator = ['--allocator', 'risk-parity', '--set', 'portfolio.rebalance=week'];
    const tested = await quantJson<Document & { equity?: unknown }>(
      home,
      ...backtest(...allocator, ...start, '--learn'),
    );
    const live = await quantJson<{ finalEquity: number; fills: Document['fills'] }>(
      home,
      ...['live', '--data-dir', 'data', '--assets', 'S1,S2,S3', '--strategy', 'buy-and-hold'],
      ...['--set', 'trading.risk.maxDrawdown=1', '--set', 'trading.risk.dailyLossLimit=1'],
      ...[...allocator, ...start, '--state-dir', 'state'],
    );
    expect(live.fills.length).toBeGreaterThan(5);
    expect(live.fills).toEqual(tested.fills.slice(0, live.fills.length));
  });
});
