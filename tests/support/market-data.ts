import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BarTable } from '#base';
import { readColumns } from './csv-columns.ts';

/** The folder of market data, whether it is there or not. */
export const MARKET_DATA_FOLDER =
  process.env['QUANT_TEST_DATA'] ?? join(import.meta.dirname, '../../../shared/data');

/** Whether the market data that may not be shipped is here; says so when it is not. */
export function haveMarketData(...files: readonly string[]): boolean {
  const absent = files.filter((file) => !existsSync(join(MARKET_DATA_FOLDER, file)));
  if (absent.length === 0) return true;
  console.warn(
    `Skipped: ${absent.join(', ')} not in ${MARKET_DATA_FOLDER}; set QUANT_TEST_DATA to run this.`,
  );
  return false;
}

/** Closes of one file by their ISO stamp, in file order. */
export function readCloses(file: string): Map<string, number> {
  const columns = readColumns(join(MARKET_DATA_FOLDER, file));
  const [stamps = []] = columns.values();
  const closes = columns.get('close') ?? [];
  return new Map(stamps.map((stamp, row) => [stamp, Number(closes[row])]));
}

/** Bars of one file, in file order. */
export function readBars(file: string): BarTable {
  const columns = readColumns(join(MARKET_DATA_FOLDER, file));
  const [stamps = []] = columns.values();
  const numbers = (name: string) => Float64Array.from(columns.get(name) ?? [], Number);
  return {
    time: Float64Array.from(stamps, Date.parse),
    open: numbers('open'),
    high: numbers('high'),
    low: numbers('low'),
    close: numbers('close'),
    volume: numbers('volume'),
  };
}
