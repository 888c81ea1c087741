import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Metrics } from '#backtest';
import { Random } from '#base';
import { type BadInput, itRefuses, usage } from './support/bad-input.ts';
import { treeOf } from './support/file-tree.ts';
import { quant, quantJson } from './support/quant.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

interface Measured {
  readonly column: string;
  readonly kind: string;
  readonly rows: number;
  readonly metrics: Metrics;
  readonly benchmark: {
    readonly column: string;
    readonly common: number;
    readonly own: Metrics;
    readonly metrics: Metrics;
  } | null;
}

const root = temporaryFolder();
const DAY_MS = 86_400_000;

/** Days of a random walk from 2020 on, `date,close`. */
function walk(seed: number, days = 300): readonly (readonly [day: string, close: number])[] {
  const random = new Random(seed);
  let close = 50;
  return Array.from({ length: days }, (_, day) => {
    close *= 1 + 0.01 * random.normal();
    return [new Date(Date.UTC(2020, 0, 1) + day * DAY_MS).toISOString().slice(0, 10), close];
  });
}
const lines = (...rows: readonly string[]) => `${rows.join('\n')}\n`;
const PRICES = lines('date,close', ...walk(1).map(([day, close]) => `${day},${close}`));
const OTHERS = lines('date,close', ...walk(2).map(([day, close]) => `${day},${close}`));

describe('quant metrics', () => {
  let home: string;
  beforeAll(() => {
    home = mkdtempSync(join(root, 'metrics-'));
    writeFileSync(join(home, 'fund.csv'), PRICES);
    writeFileSync(join(home, 'index.csv'), OTHERS);
    const moves = walk(1).map(([day, close], row, all) =>
      row === 0 ? `${day},` : `${day},${close / all[row - 1][1] - 1}`,
    );
    writeFileSync(join(home, 'moves.csv'), lines('date,return', ...moves));
  });

  it('measures prices, and returns of the same alike', async () => {
    const prices = await quantJson<Measured>(home, 'metrics', 'fund.csv');
    const moves = await quantJson<Measured>(home, 'metrics', 'moves.csv');
    expect(prices).toMatchObject({ column: 'close', kind: 'values', rows: 300, benchmark: null });
    expect(moves).toMatchObject({ column: 'return', kind: 'returns', rows: 300 });
    expect(prices.metrics.periodsPerYear).toBe(365);
    for (const key of ['sharpeRatio', 'maxDrawdown', 'tailRatio', 'annualizedReturn'] as const) {
      expect(moves.metrics[key], key).toBeCloseTo(prices.metrics[key] ?? Number.NaN, 9);
    }
  });

  it('takes a benchmark, a year of its own and a risk-free rate', async () => {
    const measured = await quantJson<Measured>(
      home,
      ...['metrics', 'fund.csv', '--benchmark', 'index.csv', '--periods-per-year', '252'],
      ...['--set', 'backtest.riskFreeRate=0.03'],
    );
    const plain = await quantJson<Measured>(home, 'metrics', 'fund.csv');
    expect(measured.benchmark).toMatchObject({ common: 300 });
    expect(measured.metrics.beta).toSatisfy(Number.isFinite);
    expect(measured.metrics.periodsPerYear).toBe(252);
    const ratio = (measured.metrics.volatility ?? 0) / (plain.metrics.volatility ?? 0);
    expect(ratio).toBeCloseTo(Math.sqrt(252 / 365), 12);
    expect(measured.metrics.sharpeRatio).toBeLessThan(plain.metrics.sharpeRatio ?? 0);
  });

  it('names a column of the benchmark, and is measured at the times of both, too', async () => {
    const panel = walk(2, 200).map(([day, close]) => `${day},1,${close / 100 - 0.5}`);
    writeFileSync(join(home, 'panel.csv'), lines('date,A,B', ...panel));
    const args = ['metrics', 'fund.csv', '--benchmark', 'panel.csv', '--benchmark-column', 'B'];
    const { metrics, benchmark } = await quantJson<Measured>(home, ...args, '--benchmark-returns');
    expect(benchmark).toMatchObject({ column: 'B', kind: 'returns', rows: 200, common: 200 });
    expect(benchmark?.own.totalReturn).not.toBe(metrics.totalReturn);
    expect(metrics.excessReturn).toBeCloseTo(
      (benchmark?.own.annualizedReturn ?? 0) - (benchmark?.metrics.annualizedReturn ?? 0),
      12,
    );
    const { stdout } = await quant(home, ...args, '--benchmark-returns');
    expect(stdout).toMatch(/^ +fund +fund, same times +panel, same times$/m);
    expect(stdout).toMatch(/^Beta +-?\d+\.\d\d$/m);
  });

  it('prints a table, and says why a figure is missing', async () => {
    const { code, stdout, stderr } = await quant(
      home,
      'metrics',
      'fund.csv',
      '--benchmark',
      'index.csv',
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^Column close of fund\.csv: 300 rows, 2020-01-01 to 2020-10-26, 365 a year, against/,
    );
    expect(stdout).toMatch(/^Sharpe ratio +-?\d+\.\d\d +-?\d+\.\d\d$/m);
    expect(stdout).toMatch(/^Beta +-?\d+\.\d\d$/m);
    writeFileSync(join(home, 'short.csv'), lines('date,close', '2020-01-01,1', '2020-01-02,2'));
    const short = await quant(home, 'metrics', 'short.csv');
    expect(short.code).toBe(0);
    expect(short.stdout).toMatch(/^n\/a: .*Sharpe ratio.*: needs 20 bar returns, has 1\.$/m);
    expect(short.stdout).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('writes nothing', async () => {
    const before = treeOf(home);
    await quant(home, 'metrics', 'fund.csv');
    expect(treeOf(home)).toEqual(before);
  });

  it('measures what was ruined and what is beyond all numbers without a failure', async () => {
    const rows = (values: readonly number[]) =>
      lines('date,equity', ...walk(1, values.length).map(([day], row) => `${day},${values[row]}`));
    const wild = {
      ruin: [100, 50, -20, 10],
      huge: Array.from({ length: 40 }, (_, row) => 10 ** (7 * row)),
    };
    for (const [name, values] of Object.entries(wild)) {
      writeFileSync(join(home, `${name}.csv`), rows(values));
      const { metrics } = await quantJson<Measured>(home, 'metrics', `${name}.csv`);
      for (const value of Object.values(metrics)) {
        expect(typeof value === 'object' || Number.isFinite(value)).toBe(true);
      }
    }
  });
});

describe('quant metrics refuses', () => {
  const file = (content: string | Uint8Array | null, says: RegExp, code: 1 | 2 = 1): BadInput => ({
    files: { 'x.csv': content },
    args: ['metrics', 'x.csv'],
    code,
    says,
  });
  itRefuses(root, {
    'no file': usage(/^Missing required argument 'file'; quant --help/, 'metrics'),
    'two files': usage(/^Too many arguments for 'metrics': expected 1/, 'metrics', 'a', 'b'),
    'a file that is missing': {
      args: ['metrics', 'x.csv'],
      code: 1,
      says: /^Cannot read x\.csv \(ENOENT\); name a CSV file with a time and a value in each row\.$/,
    },
    'a folder': file(null, /^Cannot read x\.csv \(EISDIR\)/),
    'an empty file': file('', /^x\.csv line 1: the file is empty\.$/),
    'a header alone': file('date,close\n', /^x\.csv line 1: the file has a header and no rows\.$/),
    'a picture': file(
      Uint8Array.of(137, 80, 78, 71, 0, 13, 10, 26, 10),
      /line 1: the file is no text/,
    ),
    semicolons: file('date;close\n2020-01-01;1\n', /the columns are separated by semicolons/),
    'no column to choose': file(
      'date,a,b\n2020-01-01,1,2\n',
      /^x\.csv has no column equity, .*; name one with --column: "a", "b"\.$/,
      2,
    ),
    'a column that is not there': {
      files: { 'x.csv': PRICES },
      args: ['metrics', 'x.csv', '--column', 'nav'],
      code: 2,
      says: /^x\.csv has no column "nav" beside its time; name one with --column: "close"\.$/,
    },
    'text in a number': file(
      PRICES.replace(/,(?=\d)/, ',x'),
      /column close: "x\S+ is not a number\.$/,
    ),
    'a gap': file(PRICES.replace(/^(2020-01-05,).*$/m, '$1'), /line 6: column close has no value/),
    'times out of order': file(
      PRICES.replace('2020-02-01', '2019-02-01'),
      /line 33: the time 2019-02-01\S+ comes before that of the row above/,
    ),
    'a bad number of periods': {
      files: { 'x.csv': PRICES },
      args: ['metrics', 'x.csv', '--periods-per-year', '0'],
      code: 2,
      says: /^--periods-per-year "0" is not a number above 0\.$/,
    },
    'a benchmark of other times': {
      files: {
        'x.csv': PRICES,
        'y.csv': OTHERS.replaceAll('2020-', '2010-')
          .replace('2010-02-29', '2010-03-01')
          .split('\n')
          .slice(0, 40)
          .join('\n'),
      },
      args: ['metrics', 'x.csv', '--benchmark', 'y.csv'],
      code: 2,
      says: /^x\.csv \(2020-01-01 to 2020-10-26\) and y\.csv \(2010-\S+ to 2010-\S+\) have no time in common; name/,
    },
    'a benchmark of several columns': {
      files: { 'x.csv': PRICES, 'y.csv': 'date,a,b\n2020-01-01,1,2\n' },
      args: ['metrics', 'x.csv', '--benchmark', 'y.csv'],
      code: 2,
      says: /^y\.csv has no column equity, .*; name one with --benchmark-column: "a", "b"\.$/,
    },
    'a column of no benchmark': usage(
      /^--benchmark-column needs a benchmark; name its file with --benchmark\.$/,
      ...['metrics', 'x.csv', '--benchmark-column', 'a'],
    ),
    'a benchmark that is missing': {
      files: { 'x.csv': PRICES },
      args: ['metrics', 'x.csv', '--benchmark', 'y.csv'],
      code: 1,
      says: /^Cannot read y\.csv \(ENOENT\)/,
    },
  });
});
