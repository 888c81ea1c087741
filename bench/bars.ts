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

/** Wall time of the fastest run, ms, waiting for the disk included. */
async function fastest<Result>(
  work: (run: number) => Result | Promise<Result>,
): Promise<{ readonly ms: number; readonly result: Result }> {
  let ms = Number.POSITIVE_INFINITY;
  let result = await work(0);
  for (let run = 1; run <= RUNS; run++) {
    const began = performance.now();
    result = await work(run);
    ms = Math.min(ms, performance.now() - began);
  }
  return { ms, result };
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
  readonly writeMs: number;
  readonly readMs: number;
  readonly csvMs: number;
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
  print('bars: hyparquet-writer, default encoding, write 1 M', `${written.ms.toFixed(0)} ms`, '');
  print('bars: hyparquet, default encoding, read 1 M', `${read.ms.toFixed(0)} ms`, '');
  print('bars: our CSV parser, read 1 M', `${csv.toFixed(0)} ms`, '');
  return { writeMs: written.ms, readMs: read.ms, csvMs: csv };
}

async function benchCsv(bars: BarTable, folder: string): Promise<number> {
  const lines = ['timestamp,open,high,low,close,volume'];
  for (let row = 0; row < bars.time.length; row++) {
    const values = BAR_COLUMNS.map((name) => bars[name][row]).join(',');
    lines.push(`${new Date(bars.time[row]).toISOString()},${values}`);
  }
  writeSynced(join(folder, 'W1_1m.csv'), new TextEncoder().encode(`${lines.join('\n')}\n`));
  const provider = new CsvProvider(folder, nodeDisk);
  const request = { symbol: 'W1', interval: '1m' as const, start: 0, end: 8e15 };
  const { ms, result } = await fastest(() => provider.fetchBars(request));
  if (result.bars.time.length !== BARS) throw new Error(`CSV gave ${result.bars.time.length} bars`);
  return ms;
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
    `${written.ms.toFixed(0)} ms`,
    `${ratio(written.ms, rival.writeMs)} the rival's; budget 1500 ms`,
  );
  print(
    `bars: cache, ${what}, read 1 M`,
    `${read.ms.toFixed(0)} ms`,
    `${ratio(read.ms, rival.readMs)} the rival's, ${ratio(read.ms, rival.csvMs)} CSV; budget 300 ms`,
  );
}

/** A day at a time at the end of a year of minutes, and the year asked for with it. */
async function benchMerge(year: BarTable, folder: string): Promise<void> {
  const provider = providerOf(year);
  const storage = storageIn(join(folder, 'merge'));
  const start = year.time[0];
  const firstEnd = year.time[year.time.length - 1] + MINUTE_MS - (RUNS + 2) * DAY_MS;
  await storage.getOrFetch(provider, 'W1', '1m', start, firstEnd);
  const { ms, result } = await fastest((run) =>
    storage.getOrFetch(provider, 'W1', '1m', start, firstEnd + (run + 1) * DAY_MS),
  );
  if (result.origin !== 'merged') throw new Error(`merged from ${result.origin}`);
  print('bars: cache, a day into a year of minutes', `${ms.toFixed(0)} ms`, 'budget 200 ms');
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

function ratio(ms: number, otherMs: number): string {
  return `${(ms / otherMs).toFixed(2)} x`;
}
