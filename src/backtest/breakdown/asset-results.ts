import { emptySlice, type FillRecord, type Series } from '#base';
import { MarketReplay, type ReplayedAsset } from '#data';

/** An asset, and what its prices are worth. */
export interface ValuedAsset extends ReplayedAsset {
  readonly symbol: string;
  /** Account currency for one of that of its prices at each bar of the run [t]; null where it is 1. */
  readonly rate: Series | null;
}

/**
 * What each asset brought in each bar, account currency: the change of its position's value, and what its
 * fills and dividends moved in cash, fees included.
 *
 * q_t · c_t · x_t − q_{t−1} · c_{t−1} · x_{t−1} + dividends on q_{t−1} · x_t − Σ (q_f · p_f · x_f + costs_f),
 * splits as at the trading step, x the rate of its currency
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
  const quantity = new Float64Array(assets.length);
  const value = new Float64Array(assets.length);
  const replay = new MarketReplay(assets);
  const slice = emptySlice(assets.length);
  let next = 0;
  for (let row = 0; row < time.length && replay.advance(slice); ) {
    if (slice.time !== time[row]) continue;
    for (let asset = 0; asset < assets.length; asset++) {
      if (slice.present[asset] === 0 || quantity[asset] === 0) continue;
      quantity[asset] *= slice.splitRatio[asset];
      const rate = assets[asset].rate?.[row] ?? 1;
      results[asset][row] += quantity[asset] * slice.dividend[asset] * rate;
    }
    for (; next < fills.length && fills[next].time <= slice.time; next++) {
      const { symbol, quantity: units, price, rate, fee, exchangeCost } = fills[next];
      const asset = index.get(symbol);
      if (asset === undefined) continue;
      quantity[asset] += units;
      results[asset][row] -= units * price * (rate ?? 1) + fee + (exchangeCost ?? 0);
    }
    for (let asset = 0; asset < assets.length; asset++) {
      const rate = assets[asset].rate?.[row] ?? 1;
      const worth = quantity[asset] === 0 ? 0 : quantity[asset] * slice.close[asset] * rate;
      results[asset][row] += worth - value[asset];
      value[asset] = worth;
    }
    row++;
  }
  return results;
}
