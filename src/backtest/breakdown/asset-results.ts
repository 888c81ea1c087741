import { emptySlice, type FillRecord, type Series } from '#base';
import { MarketReplay, type ReplayedAsset } from '#data';

/** An asset, and what its prices are worth. */
export interface ValuedAsset extends ReplayedAsset {
  readonly symbol: string;
  /** Account currency for one of that of its prices at each bar of the run [t]; null where it is 1. */
  readonly rate: Series | null;
  /** Whether what its trades pay stays in the currency of its prices, as with forex pairs. */
  readonly keeps: boolean;
}

/** What is held of an asset, and what was paid for it, in the currency of its prices. */
interface Holding {
  units: number;
  cost: number;
}

/**
 * What each asset brought in each bar, account currency: the change of its position's value, and what its
 * fills and dividends moved in cash, fees included.
 *
 * q_t · c_t · x_t − q_{t−1} · c_{t−1} · x_{t−1} + dividends on q_{t−1} · x_t − Σ (q_f · p_f · x_f + costs_f),
 * splits as at the trading step, x the rate of its currency
 *
 * Of a forex pair, whose trades are paid in a currency that is kept or owed, the move of its own price
 * alone, as in its trades: (q_t · c_t − cost_t) · x_t takes the place of q_t · c_t · x_t, and what a fill closes
 * brings its gain at average cost. What rates do to what is owed for it is no asset's.
 *
 * @param fills - in the order they happened
 * @param time - stamps of the run's bars [t]
 * @returns [assets][t]
 */
export function assetResults(
  assets: readonly ValuedAsset[],
  fills: readonly FillRecord[],
  time: Float64Array,
): readonly Float64Array[] {
  const results = assets.map(() => new Float64Array(time.length));
  const index = new Map(assets.map(({ symbol }, asset) => [symbol, asset]));
  const holdings = assets.map((): Holding => ({ units: 0, cost: 0 }));
  const value = new Float64Array(assets.length);
  const replay = new MarketReplay(assets);
  const slice = emptySlice(assets.length);
  let next = 0;
  for (let row = 0; row < time.length && replay.advance(slice); ) {
    if (slice.time !== time[row]) continue;
    for (let asset = 0; asset < assets.length; asset++) {
      const holding = holdings[asset];
      if (slice.present[asset] === 0 || holding.units === 0) continue;
      holding.units *= slice.splitRatio[asset];
      const rate = assets[asset].rate?.[row] ?? 1;
      results[asset][row] += holding.units * slice.dividend[asset] * rate;
    }
    for (; next < fills.length && fills[next].time <= slice.time; next++) {
      const { symbol, quantity, price, rate, fee, exchangeCost } = fills[next];
      const asset = index.get(symbol);
      if (asset === undefined) continue;
      const gain = filled(holdings[asset], quantity, price);
      const paid = assets[asset].keeps ? -gain : quantity * price;
      results[asset][row] -= paid * (rate ?? 1) + fee + (exchangeCost ?? 0);
    }
    for (let asset = 0; asset < assets.length; asset++) {
      const { units, cost } = holdings[asset];
      const { rate, keeps } = assets[asset];
      const local = units * slice.close[asset] - (keeps ? cost : 0);
      const worth = units === 0 ? 0 : local * (rate?.[row] ?? 1);
      results[asset][row] += worth - value[asset];
      value[asset] = worth;
    }
    row++;
  }
  return results;
}

/** Adds a fill to what is held, and returns what it gained by closing, at average cost. */
function filled(holding: Holding, quantity: number, price: number): number {
  const { units, cost } = holding;
  const isClosing = units !== 0 && Math.sign(units) !== Math.sign(quantity);
  const closed = isClosing ? Math.sign(units) * Math.min(Math.abs(units), Math.abs(quantity)) : 0;
  const costOfClosed = isClosing ? (cost * closed) / units : 0;
  holding.units = units + quantity;
  holding.cost = cost - costOfClosed + (quantity + closed) * price;
  return closed * price - costOfClosed;
}
