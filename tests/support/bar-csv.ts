import type { BarTable } from '#base';

/** Bars as the text of a CSV file that CsvProvider reads back to the bit. */
export function barCsv({ time, open, high, low, close, volume }: BarTable): string {
  const lines = Array.from(time, (stamp, row) => {
    const values = [open[row], high[row], low[row], close[row], volume[row]];
    return `${new Date(stamp).toISOString().replace('.000Z', 'Z')},${values.join(',')}`;
  });
  return `timestamp,open,high,low,close,volume\n${lines.join('\n')}\n`;
}
