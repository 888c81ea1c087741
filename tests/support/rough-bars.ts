import { type BarTable, emptyBarTable, Random } from '#base';

const DAY_MS = 86_400_000;

/**
 * Seeded daily bars with everything that makes windows hard: gaps between days, stretches that stand
 * still, days without range or trade, and now and then a 20-fold jump.
 */
export function roughBars(seed: number, bars: number): BarTable {
  const random = new Random(seed);
  const table = emptyBarTable(bars);
  let close = 100;
  for (let row = 0; row < bars; row++) {
    const isStill = row % 170 >= 100 && row % 170 < 135;
    const isDry = row % 150 >= 60 && row % 150 < 85;
    const sigma = isStill ? 0 : 0.01 * (1 + 0.5 * Math.sin(row / 40));
    const jump = row % 401 === 300 ? 20 ** (row % 2 === 0 ? 1 : -1) : 1;
    const open = close * Math.exp(0.4 * sigma * random.normal()) * jump;
    close = open * Math.exp(sigma * random.normal());
    table.time[row] = Date.UTC(2010, 0, 1) + row * DAY_MS;
    table.open[row] = open;
    table.high[row] = Math.max(open, close) * (1 + sigma * random.uniform());
    table.low[row] = Math.min(open, close) * (1 - sigma * random.uniform());
    table.close[row] = close;
    table.volume[row] = isDry ? 0 : Math.round(1e6 * (0.2 + random.uniform()));
  }
  return table;
}
