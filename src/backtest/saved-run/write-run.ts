import { join } from 'node:path';
import {
  BAR_COLUMNS,
  type BarTable,
  type Disk,
  encodeFiniteJson,
  type RunRecord,
  sha256,
  writeFileAtomic,
} from '#base';
import { encodeColumns } from './column-file.ts';
import {
  BARS_FILE,
  EQUITY_FILE,
  RUN_FILE,
  RUN_FORMAT,
  type RunContent,
  type SavedRun,
  WEIGHTS_FILE,
} from './saved-run.ts';

/**
 * Writes all that is kept of a run into a folder of its own; the same run gives the same bytes.
 *
 * `run.json` comes last and holds the hashes of the others, so a folder with it is whole.
 *
 * @throws base/write-failed
 */
export function writeSavedRun(disk: Disk, folder: string, run: SavedRun): void {
  const { record, ...computed } = run;
  const {
    equity: _equity,
    benchmark: _benchmark,
    prices: _prices,
    modelWeights: _modelWeights,
    ...kept
  } = record;
  const tables = tablesOf(record);
  const files: Record<string, string> = {};
  for (const [name, bytes] of tables) {
    writeFileAtomic(disk, join(folder, name), bytes);
    files[name] = sha256(bytes);
  }
  const content: RunContent = { ...kept, ...computed, files };
  const digest = sha256(encodeFiniteJson(content));
  const text = encodeFiniteJson({ format: RUN_FORMAT, digest, ...content });
  writeFileAtomic(disk, join(folder, RUN_FILE), new TextEncoder().encode(`${text}\n`));
}

function tablesOf({ equity, benchmark, prices, modelWeights }: RunRecord) {
  const { time, ...account } = equity;
  const tables = new Map([
    [EQUITY_FILE, encodeColumns({ time, numbers: { ...account, benchmark } })],
    [BARS_FILE, encodeColumns(barsOf(prices))],
  ]);
  if (modelWeights !== null) {
    const { time: votedAt, share } = modelWeights;
    tables.set(WEIGHTS_FILE, encodeColumns({ time: votedAt, numbers: share }));
  }
  return tables;
}

/** The bars of all assets below each other. */
function barsOf(prices: Readonly<Record<string, BarTable>>) {
  const tables = Object.entries(prices);
  const rows = tables.reduce((sum, [, { time }]) => sum + time.length, 0);
  const joined = (name: keyof BarTable) => {
    const column = new Float64Array(rows);
    let at = 0;
    for (const [, table] of tables) {
      column.set(table[name], at);
      at += table[name].length;
    }
    return column;
  };
  return {
    time: joined('time'),
    numbers: Object.fromEntries(BAR_COLUMNS.map((name) => [name, joined(name)])),
    symbol: tables.flatMap(([symbol, { time }]) => Array<string>(time.length).fill(symbol)),
  };
}
