import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BarTable, barTableOf } from '#base';

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
  const [header, ...lines] = readFileSync(join(MARKET_DATA_FOLDER, file), 'utf8')
    .trim()
    .split('\n');
  const column = header.trim().split(',').indexOf('close');
  return new Map(
    lines.map((line) => {
      const cells = line.split(',');
      return [cells[0], Number(cells[column])];
    }),
  );
}

/** Bars of one file, in file order. */
export function readBars(file: string): BarTable {
  const [header, ...lines] = readFileSync(join(MARKET_DATA_FOLDER, file), 'utf8')
    .trim()
    .split('\n');
  const names = header.trim().split(',');
  return barTableOf(
    lines.map((line) => {
      const cells = line.split(',');
      const number = (name: string) => Number(cells[names.indexOf(name)]);
      return {
        time: Date.parse(cells[0]),
        open: number('open'),
        high: number('high'),
        low: number('low'),
        close: number('close'),
        volume: number('volume'),
      };
    }),
  );
}
