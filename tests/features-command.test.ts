import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { zstdDecompressSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { mean, standardDeviation } from '#base';
import { nodeDisk } from '#base/node';
import { type SystemConfig, systemSchema } from '#config';
import { CsvProvider, loadMarket, type Market } from '#data';
import { computeFeatures, FeaturePipeline, FEATURES, featureSet } from '#features';
import { barCsv } from './support/bar-csv.ts';
import { plant, treeOf } from './support/file-tree.ts';
import { quant, quantJson, sentences, startQuant } from './support/quant.ts';
import { randomBars } from './support/random-bars.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

interface Written {
  readonly file: string;
  readonly rows: number;
  readonly columns: readonly string[];
  readonly features: readonly {
    readonly name: string;
    readonly values: number;
    readonly first: number;
    readonly mean: number;
    readonly deviation: number;
    readonly least: number;
    readonly largest: number;
    readonly masked: number;
  }[];
  readonly dropped: readonly { readonly name: string; readonly reason: string }[];
}

const root = temporaryFolder();
const SCALING = ['--set', 'features.scalingWindowBars=40'];
const config = configOf({ scalingWindowBars: 40 });
let home: string;
let market: Market;

function configOf(features: object): SystemConfig {
  return systemSchema.parse({ features });
}

/** The assets as a command that reads them in this order sees them. */
function marketOf(...symbols: readonly string[]): Promise<Market> {
  const provider = new CsvProvider(join(home, 'data'), nodeDisk);
  return loadMarket((request) => provider.fetchBars(request), {
    symbols,
    interval: '1d',
    start: 0,
    end: Date.UTC(2030, 0, 1),
    corporateActions: 'apply',
    badBars: 'refuse',
  });
}

const features = (assets: string, ...more: readonly string[]) => [
  ...['features', '--data-dir', 'data', '--assets', assets],
  ...SCALING,
  ...more,
];

/** Lines of a CSV file, each as its cells. */
function readCsv(file: string): { header: string[]; rows: string[][] } {
  const [header, ...rows] = readFileSync(join(home, file), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  return { header, rows };
}

beforeAll(async () => {
  home = mkdtempSync(join(root, 'home-'));
  plant(home, {
    'data/A_1d.csv': barCsv(randomBars(1, 900)),
    'data/B_1d.csv': barCsv(randomBars(2, 800, { skip: 0.2 })),
    // So that prices as traded and as models see them differ.
    'data/A_actions.csv': 'timestamp,kind,value\n2010-03-01T00:00:00Z,split,2\n',
  });
  market = await marketOf('B', 'A');
});

describe('quant features', () => {
  it('writes a CSV file of one asset as computed, to the bit, empty where there is no value', async () => {
    const { columns } = await quantJson<Written>(
      home,
      ...features('A', '--raw', '--out', 'raw.csv'),
    );
    const { header, rows } = readCsv('raw.csv');
    expect(header).toEqual(columns);
    const set = featureSet(config);
    expect(header).toEqual(['timestamp', ...set.names]);
    const [, { adjusted, symbol }] = market.assets;
    const [expected] = computeFeatures(set, [{ symbol, adjusted }]);
    expect(rows.map(([stamp]) => Date.parse(stamp))).toEqual([...adjusted.time]);
    expect(rows[0][0]).toBe('2010-01-02T00:00:00Z');
    expected.forEach((values, at) => {
      const read = rows.map((cells) => (cells[at + 1] === '' ? Number.NaN : Number(cells[at + 1])));
      expect(read, set.names[at]).toEqual([...values]);
    });
  });

  it('writes a Parquet file of several assets by time, then in the order asked for', async () => {
    const out = ['--raw', '--out', 'raw.parquet'];
    const { rows } = await quantJson<Written>(home, ...features('B,A', ...out));
    const read = await readParquet('raw.parquet');
    expect(read).toHaveLength(rows);
    const set = featureSet(config);
    const expected = computeFeatures(set, market.assets);
    const wanted = market.assets
      .flatMap(({ symbol, adjusted }, asset) =>
        Array.from(adjusted.time, (time, row) => ({
          timestamp: new Date(time),
          symbol,
          ...Object.fromEntries(
            set.names.map((name, at) => {
              const value = expected[asset][at][row];
              return [name, Number.isNaN(value) ? null : value];
            }),
          ),
        })),
      )
      // Stable: B comes first at a time at which both have a bar.
      .sort((a, b) => a.timestamp.getTime() - b.timestamp.getTime());
    expect(read).toEqual(wanted);
    const shared = read.findIndex(
      (row, at) => at > 0 && +row.timestamp === +read[at - 1].timestamp,
    );
    expect([read[shared - 1].symbol, read[shared].symbol]).toEqual(['B', 'A']);
  });

  it('writes the same rows in both kinds of file when they take more than one piece', async () => {
    const many = ['features', '--assets', 'SIM1,SIM2,SIM3', '--only', 'log_return,rsi14', '--raw'];
    await quantJson(home, ...many, '--out', 'many.csv');
    const { rows: count } = await quantJson<Written>(home, ...many, '--out', 'many.parquet');
    expect(count).toBeGreaterThan(2 ** 13);
    const read = (await readParquet('many.parquet')).map((row) =>
      Object.values(row).map((value) => {
        if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z');
        return value === null ? '' : `${value as string | number}`;
      }),
    );
    expect(read).toEqual(readCsv('many.csv').rows);
  });

  it('says in a Parquet file what its columns are', async () => {
    await quantJson(home, ...features('B,A', '--only', 'rsi14', '--out', 'typed.parquet'));
    const { schema } = parquetMetadata(bufferOf('typed.parquet'));
    expect(schema.slice(1)).toEqual([
      expect.objectContaining({
        name: 'timestamp',
        type: 'INT64',
        converted_type: 'TIMESTAMP_MILLIS',
        logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
      }),
      expect.objectContaining({ name: 'symbol', type: 'BYTE_ARRAY', converted_type: 'UTF8' }),
      expect.objectContaining({ name: 'rsi14', type: 'DOUBLE' }),
    ]);
  });

  it('writes what a model would be shown, and what the filter dropped', async () => {
    const written = await quantJson<Written>(home, ...features('B,A', '--out', 'scaled.csv'));
    const { header, rows } = readCsv('scaled.csv');
    const pipeline = new FeaturePipeline(config);
    const tables = pipeline.build(market.assets);
    const { selected, dropped } = pipeline.fit(tables);
    expect(written.dropped).toEqual(dropped);
    expect(dropped.some(({ reason }) => reason === 'correlated')).toBe(true);
    expect(header).toEqual(['timestamp', 'symbol', ...selected]);
    const wanted = tables
      .flatMap((table, asset) => {
        const { features: values, ready } = pipeline.transform(table);
        return Array.from(table.times, (time, row) => ({
          time,
          symbol: market.assets[asset].symbol,
          isReady: ready[row] === 1,
          values: values.subarray(row * selected.length, (row + 1) * selected.length),
        }));
      })
      .filter(({ isReady }) => isReady)
      .sort((a, b) => a.time - b.time);
    expect(rows).toEqual(
      wanted.map(({ time, symbol, values }) => [
        new Date(time).toISOString().replace('.000Z', 'Z'),
        symbol,
        ...Array.from(values, String),
      ]),
    );
    expect(written.rows).toBe(wanted.length);
  });

  it('fits the filter on exactly the rows that it writes', async () => {
    const span = ['--start', '2011-06-01', '--end', '2011-12-31'];
    const { dropped } = await quantJson<Written>(home, ...features('A', ...span, '--out', 's.csv'));
    const { rows } = readCsv('s.csv');
    expect([rows[0][0], rows.at(-1)?.[0]]).toEqual([
      '2011-06-01T00:00:00Z',
      '2011-12-31T00:00:00Z',
    ]);
    const pipeline = new FeaturePipeline(config);
    const tables = pipeline.build(market.assets.slice(1));
    const from = Date.UTC(2011, 5, 1);
    const fit = pipeline.fit(tables, { from, to: Date.UTC(2012, 0, 1) });
    expect(dropped).toEqual(fit.dropped);
    expect(dropped).not.toEqual(pipeline.fit(tables).dropped);
  });

  it('reads bars before a named start, so that its first rows have all values', async () => {
    const named = ['--start', '2011-07-01', '--raw', '--out', 'named.csv'];
    await quantJson(home, ...features('A', ...named));
    const { rows } = readCsv('named.csv');
    expect(rows[0][0]).toBe('2011-07-01T00:00:00Z');
    expect(rows.flat()).not.toContain('');
    await quantJson(
      home,
      ...features('A', '--days', '30', '--raw', '--out', 'named.csv', '--end', '2011-07-30'),
    );
    expect(readCsv('named.csv').rows).toEqual(rows.slice(0, 30));
  });

  it('writes the features asked for in the order asked for, levels and longer intervals too', async () => {
    const only = ['--only', 'rsi14@1w,SMA_5,log_return,MACD.MACDSignal'];
    await quantJson(home, ...features('A', ...only, '--raw', '--out', 'only.csv'));
    const { header, rows } = readCsv('only.csv');
    expect(header).toEqual(['timestamp', 'rsi14@1w', 'SMA_5', 'log_return', 'MACD.MACDSignal']);
    const { close } = market.assets[1].adjusted;
    const sum = close.subarray(95, 100).reduce((total, price) => total + price, 0);
    expect(Number(rows[99][2])).toBeCloseTo(sum / 5, 10);
  });

  it('takes prices as models see them, or as traded where that is asked for', async () => {
    const close = async (...more: readonly string[]) => {
      const out = ['--only', 'SMA_1', '--raw', '--out', 'price.csv'];
      await quantJson(home, ...features('A', ...out, ...more));
      return readCsv('price.csv').rows.map((cells) => Number(cells[1]));
    };
    const [, { adjusted, bars }] = market.assets;
    expect(await close()).toEqual([...adjusted.close]);
    expect(await close('--set', 'data.corporateActions=ignore')).toEqual([...bars.close]);
    expect(adjusted.close).not.toEqual(bars.close);
  });

  it('tells figures of what it wrote, to programs and to people', async () => {
    const args = features('B,A', '--only', 'rsi14,hour_sin,ret1_vol', '--raw', '--out', 'f.csv');
    const { features: figures, file } = await quantJson<Written>(home, ...args);
    expect(file).toBe('f.csv');
    const { rows } = readCsv('f.csv');
    const rsi = rows.filter((cells) => cells[2] !== '');
    const values = Float64Array.from(rsi, (cells) => Number(cells[2]));
    expect(figures[0]).toMatchObject({
      name: 'rsi14',
      values: values.length,
      first: Date.parse(rsi[0][0]),
      least: Math.min(...values),
      largest: Math.max(...values),
      masked: 0,
    });
    expect(figures[0].mean).toBeCloseTo(mean(values), 10);
    const share = Math.sqrt((values.length - 1) / values.length);
    expect(figures[0].deviation).toBeCloseTo(standardDeviation(values) * share, 8);
    const { stdout, stderr } = await quant(home, ...args);
    expect(sentences(stderr)).toEqual([]);
    expect(stdout).toMatch(/^feature +group +values +first +mean +deviation +least +largest$/m);
    expect(stdout).toMatch(/^rsi14 +momentum +\d+ +2010-01-16 /m);
    expect(stdout).toMatch(/^1700 rows of 3 features are in f\.csv\.$/m);
  });

  it('tells what was dropped, and which twin tells it', async () => {
    const { code, stdout } = await quant(home, ...features('A', '--out', 'd.csv'));
    expect(code).toBe(0);
    expect(stdout).toMatch(/^The filter was fitted on exactly the rows written; training fits/m);
    expect(stdout).toMatch(/^log_return +a twin tells it +ret1_vol +0\.9\d+$/m);
    expect(stdout).toMatch(/^hour_sin +it does not vary$/m);
  });

  it('counts the values that are 0 because nothing varied', async () => {
    const bars = randomBars(3, 300);
    bars.volume.fill(5, 0, 200);
    plant(home, { 'still/S_1d.csv': barCsv(bars) });
    const args = [
      ...['features', '--data-dir', 'still', '--assets', 'S', ...SCALING],
      ...['--only', 'log_return,volume_ratio20', '--out', 'masked.csv'],
    ];
    const { features: rows } = await quantJson<Written>(home, ...args);
    const only = configOf({ scalingWindowBars: 40, only: ['log_return', 'volume_ratio20'] });
    const [table] = new FeaturePipeline(only).build([{ symbol: 'S', adjusted: bars }]);
    expect(table.maskedCount).toBeGreaterThan(100);
    expect(rows.map(({ masked }) => masked)).toEqual([0, table.maskedCount]);
    const { stdout } = await quant(home, ...args);
    expect(stdout).toMatch(/^volume_ratio20 .* +1\d\d$/m);
    expect(stdout).toMatch(/^Masked values are 0 because the feature did not vary/m);
  });

  it('hears Ctrl+C while it writes, and leaves nothing of the file', async () => {
    const folder = mkdtempSync(join(root, 'stopped-'));
    const long = [
      '--interval',
      '5m',
      '--set',
      'data.simulated.calendar=continuous',
      '--days',
      '700',
    ];
    const child = startQuant(
      folder,
      'features',
      '--assets',
      'SIM1',
      ...long,
      '--raw',
      '--out',
      'x.csv',
    );
    while (!existsSync(join(folder, 'x.csv.tmp-0'))) {
      expect(child.exitCode).toBeNull();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([130, null]);
    expect(readdirSync(folder).filter((name) => name.startsWith('x.csv'))).toEqual([]);
  });
});

describe('quant features --list', () => {
  it('shows the catalogue by group, needs no assets and leaves nothing behind', async () => {
    const empty = mkdtempSync(join(root, 'list-'));
    const { code, stdout } = await quant(empty, 'features', '--list');
    expect(code).toBe(0);
    for (const { name } of FEATURES) expect(stdout).toMatch(new RegExp(`^${name} `, 'm'));
    expect(stdout).toMatch(/^momentum$/m);
    expect(stdout).toMatch(/^rsi14 +close +14 +0…100 +100 \* up/m);
    const listed = await quantJson<{ name: string; range: unknown }[]>(empty, 'features', '--list');
    expect(listed.map(({ name }) => name)).toEqual(FEATURES.map(({ name }) => name));
    expect(listed.find(({ name }) => name === 'rsi14')).toMatchObject({
      group: 'momentum',
      inputs: ['close'],
      warmupBars: 14,
      range: [0, 100],
      scaling: 'rolling',
    });
    expect(treeOf(empty)).toEqual({});
  });
});

describe('quant features --check', () => {
  it('holds features to what they promise on the bars asked for', async () => {
    const only = ['--only', 'rsi14,sma20_dist,xs_rank,rsi14@1w', '--check'];
    const { code, stdout } = await quant(home, ...features('B,A', ...only));
    expect(code, stdout).toBe(0);
    expect(stdout).toMatch(/^feature +group +warm-up +history +result$/m);
    expect(stdout).toMatch(/^sma20_dist +trend +19 +19 +ok$/m);
    expect(stdout).toMatch(/^All 4 features keep what they promise on 1700 bars\.$/m);
  });
});

function bufferOf(file: string): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = readFileSync(join(home, file));
  return buffer.slice(byteOffset, byteOffset + byteLength);
}

async function readParquet(file: string) {
  const rows = await parquetReadObjects({
    file: bufferOf(file),
    compressors: { ZSTD: (input) => zstdDecompressSync(input) },
  });
  return rows as ({ timestamp: Date; symbol: string } & Record<string, unknown>)[];
}
