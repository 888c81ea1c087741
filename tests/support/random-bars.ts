import { type BarTable, emptyBarTable, Random } from '#base';

const DAY_MS = 86_400_000;

/**
 * Seeded daily bars whose returns follow the last one by `edge`, in units of a changing volatility.
 *
 * @param skip - share of days on which the asset does not trade
 */
export function randomBars(
  seed: number,
  bars: number,
  { edge = 0, skip = 0 }: { readonly edge?: number; readonly skip?: number } = {},
): BarTable {
  const random = new Random(seed);
  const table = emptyBarTable(bars);
  let day = Date.UTC(2010, 0, 1) / DAY_MS;
  let close = 100;
  let shock = 0;
  for (let row = 0; row < bars; row++) {
    day++;
    while (random.uniform() < skip) day++;
    const sigma = 0.01 * (1 + 0.5 * Math.sin(row / 90));
    shock = edge * shock + random.normal();
    const open = close;
    close *= Math.exp(sigma * shock);
    table.time[row] = day * DAY_MS;
    table.open[row] = open;
    table.close[row] = close;
    table.high[row] = Math.max(open, close) * (1 + sigma * random.uniform());
    table.low[row] = Math.min(open, close) * (1 - sigma * random.uniform());
    table.volume[row] = 1e6 * (0.5 + random.uniform());
  }
  return table;
}

/** The same bars, with every value after `row` made up anew. */
export function withOtherFuture(bars: BarTable, row: number): BarTable {
  const other = structuredClone(bars);
  for (let at = row + 1; at < bars.time.length; at++) {
    for (const column of ['open', 'high', 'low', 'close'] as const)
      other[column][at] *= 3 + (at % 5);
    other.volume[at] = 7;
  }
  return other;
}
