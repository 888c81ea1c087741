import { type BarTable, emptyBarTable, Random } from '#base';
import type { Market, MarketAsset } from '#data';

const FIRST_TIME = Date.UTC(2000, 0, 1);
const MINUTE_MS = 60_000;

/** Seeded bars of a random walk. */
export function walk(seed: number, bars: number): BarTable {
  const random = new Random(seed);
  const table = emptyBarTable(bars);
  let price = 100;
  for (let row = 0; row < bars; row++) {
    const open = price * (1 + 0.0005 * random.normal());
    price = open * (1 + 0.001 * random.normal());
    table.time[row] = FIRST_TIME + row * MINUTE_MS;
    table.open[row] = open;
    table.high[row] = Math.max(open, price) * (1 + 0.0005 * random.uniform());
    table.low[row] = Math.min(open, price) * (1 - 0.0005 * random.uniform());
    table.close[row] = price;
    table.volume[row] = 1e6;
  }
  return table;
}

/** A market of so many random walks. */
export function walkMarket(symbols: number, bars: number): Market {
  const assets = Array.from({ length: symbols }, (_, at): MarketAsset => {
    const table = walk(at + 1, bars);
    return {
      symbol: `W${at + 1}`,
      bars: table,
      actions: [],
      factors: {
        factor: new Float64Array(bars).fill(1),
        splitRatio: new Float64Array(bars).fill(1),
        dividend: new Float64Array(bars),
      },
      adjusted: table,
      health: { symbol: `W${at + 1}`, bars, quarantined: 0, gaps: 0, findings: {}, repaired: {} },
      findings: [],
      quarantine: [],
      mended: [],
    };
  });
  return { interval: '1m', assets, caveats: [] };
}
