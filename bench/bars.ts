import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { parquetRead } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { BAR_COLUMNS, type BarTable, barsBetween, type Interval, TABLE_COLUMNS } from '#base';
import { lockFolder, nodeDisk, systemClock } from '#base/node';
import { CsvProvider, type DataProvider, DataStorage } from '#data';
import { print } from './print.ts';
import { walk } from './walk.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const BARS = 1_000_000;
const YEAR_BARS = 525_600;
const RUNS = 5;

/** The least disturbed run: wall time, waiting for the disk included, and time of the processors. */
interface Measured<Result> {
  readonly ms: number;
  readonly cpuMs: number;
  readonly result: Result;
}

async function fastest<Result>(
  work: (run: number) => Result | Promise<Result>,
): Promise<Measured<Result>> {
  let [ms, cpuMs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let result = await work(0);
  for (let run = 1; run <= RUNS; run++) {
    const before = process.cpuUsage();
    const began = performance.now();
    result = await work(run);
    ms = Math.min(ms, performance.now() - began);
    const { user, system } = process.cpuUsage(before);
    cpuMs = Math.min(cpuMs, (user + system) / 1000);
  }
  return { ms, cpuMs, result };
}

function figure({ ms, cpuMs }: Omit<Measured<unknown>, 'result'>): string {
  return `${ms.toFixed(0)} ms, CPU ${cpuMs.toFixed(0)}`;
}

/** The cache, its rivals in the same run, and what merging a day costs. */
export async function benchBars(): Promise<void> {
  const bars = rounded(walk(1, BARS));
  const folder = mkdtempSync(join(tmpdir(), 'quant-bench-'));
  try {
    const rival = await benchRivals(bars, folder);
    await benchWhole({ bars, folder, interval: '1m', what: 'files a month' }, rival);
    await benchWhole({ bars, folder, interval: '1d', what: 'one file' }, rival);
    await benchMerge(barsBetween(bars, bars.time[0], bars.time[YEAR_BARS]), folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Rival {
  readonly written: Measured<unknown>;
  readonly read: Measured<unknown>;
  readonly csv: Measured<unknown>;
}

/** hyparquet-writer left to itself, hyparquet reading that, and our own CSV parser. */
async function benchRivals(bars: BarTable, folder: string): Promise<Rival> {
  const columnData = TABLE_COLUMNS.map((name) => ({
    name,
    data: name === 'time' ? BigInt64Array.from(bars.time, BigInt) : bars[name],
  }));
  const path = join(folder, 'rival.parquet');
  const written = await fastest((run) => {
    const file = new Uint8Array(parquetWriteBuffer({ columnData }));
    nodeDisk.remove(path);
    writeSynced(path, file);
    return run;
  });
  const read = await fastest(async () => {
    const { buffer, byteOffset, byteLength } = nodeDisk.readFile(path);
    const file = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
    let rows = 0;
    await parquetRead({
      file,
      compressors: { ZSTD: (input) => zstdDecompressSync(input) },
      onChunk: ({ columnData: column }) => {
        rows += column.length;
      },
    });
    return rows;
  });
  if (read.result !== BARS * TABLE_COLUMNS.length) throw new Error(`the rival read ${read.result}`);
  const csv = await benchCsv(bars, folder);
  print('bars: hyparquet-writer, default encoding, write 1 M', figure(written), '');
  print('bars: hyparquet, default encoding, read 1 M', figure(read), '');
  print('bars: our CSV parser, read 1 M', figure(csv), '');
  return { written, read, csv };
}

async function benchCsv(bars: BarTable, folder: string): Promise<Measured<unknown>> {
  const lines = ['timestamp,open,high,low,close,volume'];
  for (let row = 0; row < bars.time.length; row++) {
    const values = BAR_COLUMNS.map((name) => bars[name][row]).join(',');
    lines.push(`${new Date(bars.time[row]).toISOString()},${values}`);
  }
  writeSynced(join(folder, 'W1_1m.csv'), new TextEncoder().encode(`${lines.join('\n')}\n`));
  const provider = new CsvProvider(folder, nodeDisk);
  const request = { symbol: 'W1', interval: '1m' as const, start: 0, end: 8e15 };
  const read = await fastest(() => provider.fetchBars(request));
  const rows = read.result.bars.time.length;
  if (rows !== BARS) throw new Error(`CSV gave ${rows} bars`);
  return read;
}

interface WholeCase {
  readonly bars: BarTable;
  readonly folder: string;
  readonly interval: Interval;
  readonly what: string;
}

async function benchWhole(
  { bars, folder, interval, what }: WholeCase,
  rival: Rival,
): Promise<void> {
  const [start, end] = [bars.time[0], bars.time[BARS - 1] + 1];
  const ask = (run: number) =>
    storageIn(join(folder, `${interval}-${run}`)).getOrFetch(
      providerOf(bars),
      'W1',
      interval,
      start,
      end,
    );
  const written = await fastest(ask);
  const read = await fastest(() => ask(1));
  if (read.result.origin !== 'cache' || read.result.bars.time.length !== BARS) {
    throw new Error(`read ${read.result.bars.time.length} bars from ${read.result.origin}`);
  }
  print(
    `bars: cache, ${what}, write 1 M`,
    figure(written),
    `${ratio(written, rival.written)} the rival's; budget 1500 ms`,
  );
  print(
    `bars: cache, ${what}, read 1 M`,
    figure(read),
    `${ratio(read, rival.read)} the rival's, ${ratio(read, rival.csv)} CSV; budget 300 ms`,
  );
}

/** A day at a time at the end of a year of minutes, and the year asked for with it. */
async function benchMerge(year: BarTable, folder: string): Promise<void> {
  const provider = providerOf(year);
  const storage = storageIn(join(folder, 'merge'));
  const start = year.time[0];
  const firstEnd = year.time[year.time.length - 1] + MINUTE_MS - (RUNS + 2) * DAY_MS;
  await storage.getOrFetch(provider, 'W1', '1m', start, firstEnd);
  const merged = await fastest((run) =>
    storage.getOrFetch(provider, 'W1', '1m', start, firstEnd + (run + 1) * DAY_MS),
  );
  const { origin } = merged.result;
  if (origin !== 'merged') throw new Error(`merged from ${origin}`);
  print('bars: cache, a day into a year of minutes', figure(merged), 'budget 200 ms');
}

function storageIn(folder: string): DataStorage {
  return new DataStorage({
    folder,
    disk: nodeDisk,
    clock: systemClock,
    lockFolder,
    settleDays: 3,
    actionsMaxAgeHours: 20,
  });
}

/** Without a version, as sources on the network are. */
function providerOf(bars: BarTable): DataProvider {
  return {
    name: 'walk',
    fetchBars: async ({ start, end }) => ({
      bars: barsBetween(bars, start, end),
      actions: [],
      quarantine: [],
      caveats: [],
    }),
  };
}

function rounded(bars: BarTable): BarTable {
  const cents = (prices: Float64Array) => prices.map((price) => Math.round(price * 100) / 100);
  const { time, volume, open, high, low, close } = bars;
  return {
    time,
    volume,
    open: cents(open),
    high: cents(high),
    low: cents(low),
    close: cents(close),
  };
}

function writeSynced(path: string, bytes: Uint8Array): void {
  const file = nodeDisk.open(path, 'create');
  file.write(bytes);
  file.sync();
  file.close();
}

/** Of processor times, which other work on the machine disturbs least. */
function ratio(ours: Measured<unknown>, other: Measured<unknown>): string {
  return `${(ours.cpuMs / other.cpuMs).toFixed(2)} x`;
}
