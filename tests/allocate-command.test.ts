import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { barCsv } from './support/bar-csv.ts';
import { plant } from './support/file-tree.ts';
import { haveMarketData, MARKET_DATA_FOLDER } from './support/market-data.ts';
import { quant, quantJson, sentences } from './support/quant.ts';
import { randomBars } from './support/random-bars.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

interface Document {
  readonly method: string;
  readonly used: string;
  readonly reason: string | null;
  readonly weights: Record<string, number>;
  readonly riskShares: Record<string, number>;
  readonly expectedReturn: number;
  readonly volatility: number;
  readonly certificate: { status: string; kktResidual: number; iterations: number };
  readonly covariance: { method: string; shrinkage: number | null };
  readonly bars: number;
  readonly barsPerYear: number;
}

const root = temporaryFolder();
let home: string;

const total = (values: Record<string, number>) =>
  Object.values(values).reduce((sum, value) => sum + value, 0);

beforeAll(() => {
  home = mkdtempSync(join(root, 'home-'));
  plant(home, {
    'data/A_1d.csv': barCsv(randomBars(1, 400)),
    'data/B_1d.csv': barCsv(randomBars(2, 400)),
    'data/C_1d.csv': barCsv(randomBars(3, 400)),
  });
});

const command = (...more: readonly string[]) => [
  ...['allocate', '--data-dir', 'data', '--assets', 'A,B,C'],
  ...more,
];

describe('quant allocate', () => {
  it('prints weights, their risk and the certificate', async () => {
    const { code, stdout } = await quant(home, ...command('--method', 'min-variance'));
    expect(code).toBe(0);
    expect(stdout).toMatch(/^min-variance on 3 assets, .* 399 returns, sample covariance/);
    expect(stdout).toMatch(/asset +weight +share of risk/);
    expect(stdout).toMatch(/Expected return -?\d+\.\d\d% and volatility \d+\.\d\d% a year/);
    expect(stdout).toMatch(/Certificate: interior-point, solved, KKT residual \d\.\de-\d+/);
  });

  it('gives one document with weights by symbol', async () => {
    const found = await quantJson<Document>(
      home,
      ...command('--method', 'min-variance', '--covariance', 'ledoit-wolf'),
    );
    expect(Object.keys(found.weights)).toEqual(['A', 'B', 'C']);
    expect(total(found.weights)).toBeCloseTo(1, 10);
    expect(total(found.riskShares)).toBeCloseTo(1, 10);
    expect(found.used).toBe('min-variance');
    expect(found.certificate.status).toBe('solved');
    expect(found.covariance.method).toBe('ledoit-wolf');
    expect(found.covariance.shrinkage).toBeGreaterThan(0);
    expect(found.bars).toBe(399);
  });

  it('warns of a view on what is not among the assets', async () => {
    const views = ['--set', 'portfolio.blackLitterman.views={"A":0.1,"Z":0.2}'];
    const { stderr } = await quant(home, ...command('--method', 'black-litterman', ...views));
    expect(stderr).toMatch(/blackLitterman\.views names Z, not among the assets/);
  });

  it('obeys the cap, and sells short only when told to', async () => {
    const method = ['--method', 'mean-variance'];
    const long = await quantJson<Document>(home, ...command(...method, '--max-weight', '0.5'));
    expect(Math.min(...Object.values(long.weights))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...Object.values(long.weights))).toBeLessThanOrEqual(0.5);
    const both = await quantJson<Document>(home, ...command(...method, '--long-short'));
    expect(Math.min(...Object.values(both.weights))).toBeLessThan(0);
    expect(total(both.weights)).toBeCloseTo(1, 10);
  });

  it('says which weights it fell back to and why', async () => {
    const capped = command('--method', 'min-variance', '--max-weight', '0.3');
    const found = await quantJson<Document>(home, ...capped);
    expect(found.used).toBe('equal-weight');
    expect(found.reason).toMatch(/^min-variance: no weights meet the limits; equal weights/);
    const { code, stdout } = await quant(home, ...capped);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Mind: min-variance: no weights meet the limits/);
  });

  it.each<[string, readonly string[], RegExp]>([
    ['an unknown method', ['--method', 'hope'], /portfolio\.method is "hope"; it must be one of/],
    ['an unknown covariance', ['--covariance', 'x'], /portfolio\.covariance is "x"; it must be/],
    ['a cap of nothing', ['--max-weight', '0'], /portfolio\.maxWeight is 0; it must be > 0/],
    [
      'ppo without a model',
      ['--method', 'ppo'],
      /There is no model ppo in models; run quant train/,
    ],
  ])('refuses %s', async (_, more, says) => {
    const ended = await quant(home, ...command(...more));
    expect(ended.code).toBe(2);
    expect(sentences(ended.stderr).join('\n')).toMatch(says);
  });

  it('refuses a span with too few bars to choose by', async () => {
    const days = ['--start', '2010-01-04', '--end', '2010-01-05'];
    const { code, stderr } = await quant(home, ...command(...days));
    expect(code).toBe(2);
    expect(sentences(stderr).join('\n')).toMatch(
      /^A, B, C have \d bars in common from 2010-01-04 to 2010-01-0\d, and weights need 3 at least/,
    );
  });

  it.skipIf(!haveMarketData('panel_daily.csv'))('expands a panel to its columns', async () => {
    const span = ['--start', '2015-01-01', '--end', '2019-12-31'];
    const found = await quantJson<Document>(
      home,
      ...['allocate', '--data-dir', MARKET_DATA_FOLDER, '--assets', 'panel', ...span],
      ...['--method', 'hrp'],
    );
    expect(Object.keys(found.weights)).toHaveLength(21);
    expect(found.bars).toBe(1257);
    expect(found.barsPerYear).toBe(252);
    expect(total(found.weights)).toBeCloseTo(1, 10);
  });
});
