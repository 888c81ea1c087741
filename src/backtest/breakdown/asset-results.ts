import { emptySlice, type FillRecord } from '#base';
import { MarketReplay, type ReplayedAsset } from '#data';

/**
 * What each asset brought in each bar, account currency: the change of its position's value, and what its
 * fills and dividends moved in cash, fees included.
 *
 * q_t · c_t − q_{t−1} · c_{t−1} + dividends on q_{t−1} − Σ (q_f · p_f + fee_f), splits as at the trading step
 *
 * @param fills - in the order they happened
 * @param time - stamps of the run's bars [t]
 * @returns [assets][t]
 */
export function assetResults(
  assets: readonly (ReplayedAsset & { readonly symbol: string })[],
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
      if (slice.present[asset] === 0) continue;
      quantity[asset] *= slice.splitRatio[asset];
      results[asset][row] += quantity[asset] * slice.dividend[asset];
    }
    for (; next < fills.length && fills[next].time <= slice.time; next++) {
      const { symbol, quantity: units, price, fee } = fills[next];
      const asset = index.get(symbol);
      if (asset === undefined) continue;
      quantity[asset] += units;
      results[asset][row] -= units * price + fee;
    }
    for (let asset = 0; asset < assets.length; asset++) {
      if (slice.present[asset] === 0) continue;
      const worth = quantity[asset] === 0 ? 0 : quantity[asset] * slice.close[asset];
      results[asset][row] += worth - value[asset];
      value[asset] = worth;
    }
    row++;
  }
  return results;
}
