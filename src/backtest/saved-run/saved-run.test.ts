import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parquetReadObjects } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { nodeDisk } from '#base/node';
import { encodeFiniteJson, sha256 } from '#base';
import { sampleRun } from '../../../tests/support/sample-run.ts';
import { treeOf } from '../../../tests/support/file-tree.ts';
import { refusalOfLater } from '../../../tests/support/refusal.ts';
import { zstdDecompressSync } from 'node:zlib';
import { measureBaseline } from '../baselines/baseline.ts';
import { measurePart } from '../breakdown/part.ts';
import { computeHoldingMetrics, computeMetrics } from '../metrics/compute-metrics.ts';
import { decodeColumns, encodeColumns } from './column-file.ts';
import { isSavedRun, readSavedRun } from './read-run.ts';
import type { SavedRun } from './saved-run.ts';
import { writeSavedRun } from './write-run.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'runs-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function sample(): SavedRun {
  const record = sampleRun({ years: 1, symbols: 2, averageBars: 10 });
  const { time, equity } = record.equity;
  const half = time.map((_, row) => (row === 0 ? -0 : 1 / 3));
  const part = { name: 'all', time, equityBefore: equity, results: half, deals: null };
  const whole = measurePart(part, { periodsPerYear: 252, riskFreePerBar: 0 });
  return {
    record: { ...record, modelWeights: { time, share: { ridge: half, lstm: half } } },
    metrics: computeMetrics(record),
    held: computeHoldingMetrics(time, record.benchmark),
    baselines: [measureBaseline({ name: 'same', meaning: 'The same.', curve: record.equity }, {})],
    breakdowns: { byAsset: [whole], byModel: [], byYear: [whole], byRegime: [] },
    settings: { seed: 1, trading: { slippageBps: 5, maxVolumeFraction: null } },
  };
}

describe('a saved run', () => {
  it('reads back as it was, to the last bit', async () => {
    const run = sample();
    writeSavedRun(nodeDisk, join(root, 'run'), run);
    expect(isSavedRun(nodeDisk, join(root, 'run'))).toBe(true);
    const read = await readSavedRun(nodeDisk, join(root, 'run'));
    expect(read).toEqual(run);
    expect(Object.is(read.record.modelWeights?.share['ridge'][0], -0)).toBe(true);
    expect(Object.keys(read.record.prices)).toEqual(['SIM1', 'SIM2']);
  });

  it('has no weights where no models vote', async () => {
    const { record, ...computed } = sample();
    const run = { ...computed, record: { ...record, modelWeights: null } };
    writeSavedRun(nodeDisk, join(root, 'run'), run);
    expect(Object.keys(treeOf(root)).toSorted()).toEqual([
      'run',
      'run/bars.parquet',
      'run/equity.parquet',
      'run/run.json',
    ]);
    expect(await readSavedRun(nodeDisk, join(root, 'run'))).toEqual(run);
  });

  it('is read without baselines where it was written without', async () => {
    const { baselines: _, ...run } = sample();
    writeSavedRun(nodeDisk, root, run as SavedRun);
    expect((await readSavedRun(nodeDisk, root)).baselines).toEqual([]);
  });

  it('is the same bytes for the same run', () => {
    writeSavedRun(nodeDisk, join(root, 'a'), sample());
    writeSavedRun(nodeDisk, join(root, 'b'), sample());
    for (const file of ['run.json', 'equity.parquet', 'bars.parquet', 'weights.parquet']) {
      expect(readFileSync(join(root, 'a', file)).equals(readFileSync(join(root, 'b', file)))).toBe(
        true,
      );
    }
  });

  it('holds tables that any reader of Parquet reads', async () => {
    const { record, ...computed } = sample();
    writeSavedRun(nodeDisk, root, { record, ...computed });
    const rows = await parquetReadObjects({
      file: Uint8Array.from(readFileSync(join(root, 'bars.parquet'))).buffer,
      compressors: { ZSTD: (bytes) => zstdDecompressSync(bytes) },
    });
    const { time, close } = record.prices['SIM2'];
    expect(rows).toHaveLength(2 * time.length);
    expect(rows.at(-1)).toMatchObject({
      symbol: 'SIM2',
      time: new Date(time[time.length - 1]),
      close: close[close.length - 1],
    });
  });
});

describe('a table of columns', () => {
  it.each([1, 131_073])('of %d rows reads back as it was', async (rows) => {
    const time = Float64Array.from({ length: rows }, (_, row) => row * 1000);
    const table = { time, numbers: { x: time.map(Math.sqrt) } };
    const read = await decodeColumns(encodeColumns(table));
    expect(read.time.length).toBe(rows);
    expect([...read.numbers['x'].slice(-2)]).toEqual([...table.numbers.x.slice(-2)]);
    expect(read.time).toEqual(time);
  });

  it('has a time', async () => {
    const columnData = [{ name: 'x', data: Float64Array.of(1) }];
    const bytes = new Uint8Array(parquetWriteBuffer({ columnData }));
    await expect(decodeColumns(bytes)).rejects.toThrow('it has no column time');
  });
});

describe('a run that cannot be read', () => {
  const refused = async (change: (folder: string) => void) => {
    writeSavedRun(nodeDisk, root, sample());
    change(root);
    return refusalOfLater(readSavedRun(nodeDisk, root));
  };

  it.each(['run.json', 'equity.parquet', 'bars.parquet', 'weights.parquet'])(
    'is one whose %s changed in a byte, was cut or is gone',
    async (file) => {
      const bytes = () => readFileSync(join(root, file));
      const rewrite = (make: (bytes: Buffer) => Uint8Array) => () =>
        writeFileSync(join(root, file), make(bytes()));
      const flip = (at: number) =>
        rewrite((whole) => {
          const place = Math.floor(at * (whole.length - 2));
          whole[place] = whole[place] === 48 ? 49 : 48;
          return whole;
        });
      for (const change of [
        flip(0.3),
        flip(0.7),
        rewrite((whole) => whole.subarray(0, whole.length >> 1)),
      ]) {
        const { code, message } = await refused(change);
        expect(code).toBe('backtest/run-damaged');
        expect(message).toMatch(new RegExp(`${file} is damaged: .*; run the backtest again\\.$`));
      }
      expect(await refused(() => rmSync(join(root, file)))).toMatchObject({
        code: 'backtest/run-unreadable',
        message: expect.stringContaining(`${file} is missing; copy the whole folder, or run`),
      });
    },
  );

  it('is one of a later format, and one whose text is no run', async () => {
    const put = (text: string) => () => writeFileSync(join(root, 'run.json'), text);
    expect(await refused(put('{"format":2}'))).toMatchObject({
      code: 'backtest/run-format',
      message: expect.stringMatching(
        /has format 2, and this version reads up to 1; use the version/,
      ),
    });
    const unknown = encodeFiniteJson({ format: 0, digest: sha256(encodeFiniteJson({})) });
    for (const text of ['[]', 'null', '"', '{"format":1}', '{', '{"format":1e999}', unknown]) {
      const { code, message } = await refused(put(text));
      expect(code, text).toBe('backtest/run-damaged');
      expect(message).toMatch(/[^.]; run the backtest again\.$/);
    }
  });

  it('is one whose tables are none, though their hashes are right', async () => {
    const { code } = await refused((folder) => {
      const bytes = new TextEncoder().encode('PAR1 and no more PAR1');
      writeFileSync(join(folder, 'equity.parquet'), bytes);
      rewriteContent(folder, ({ files }) => {
        files['equity.parquet'] = sha256(bytes);
      });
    });
    expect(code).toBe('backtest/run-damaged');
  });
});

describe('a run of an older version', () => {
  it('lacks the figures that it did not compute, and says why', async () => {
    writeSavedRun(nodeDisk, root, sample());
    const whole = await readSavedRun(nodeDisk, root);
    rewriteContent(root, ({ metrics, breakdowns }) => {
      delete metrics['capacity'];
      metrics['unavailable'] = { sharpeRatio: 'too short' };
      delete breakdowns.byYear?.[0].metrics['volatility'];
      delete breakdowns.byRegime;
    });
    const { metrics, held, breakdowns } = await readSavedRun(nodeDisk, root);
    const reason = 'the version that saved the run did not compute it';
    expect(metrics).toMatchObject({ ...whole.metrics, capacity: null, unavailable: {} });
    expect(metrics.unavailable).toEqual({ sharpeRatio: 'too short', capacity: reason });
    expect(held).toEqual(whole.held);
    const [year] = breakdowns.byYear;
    expect(year.metrics).toEqual({ ...whole.breakdowns.byYear[0].metrics, volatility: null });
    expect(year.unavailable.volatility).toBe(reason);
    expect(breakdowns.byAsset).toEqual(whole.breakdowns.byAsset);
    expect(breakdowns.byRegime).toEqual([]);
  });

  it('is refused where it lacks more than figures', async () => {
    writeSavedRun(nodeDisk, root, sample());
    rewriteContent(root, (content) => {
      delete content['flows'];
    });
    expect(await refusalOfLater(readSavedRun(nodeDisk, root))).toMatchObject({
      code: 'backtest/run-format',
      message: expect.stringMatching(/lacks flows, as an older version wrote it; run the backtest/),
    });
  });
});

interface Content {
  files: Record<string, string>;
  metrics: Record<string, unknown>;
  breakdowns: { byYear?: { metrics: Record<string, unknown> }[]; byRegime?: unknown };
  [part: string]: unknown;
}

/** Changes what `run.json` holds, with a checksum that fits. */
function rewriteContent(folder: string, change: (content: Content) => void): void {
  const path = join(folder, 'run.json');
  const { digest: _digest, format, ...content } = JSON.parse(readFileSync(path, 'utf8'));
  change(content);
  const digest = sha256(encodeFiniteJson(content));
  writeFileSync(path, encodeFiniteJson({ format, digest, ...content }));
}
