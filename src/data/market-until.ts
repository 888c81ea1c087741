import { barsBetween, firstRowAtOrAfter } from '#base';
import type { Market, MarketAsset } from './market.ts';

/**
 * A market as it was known at the close of a bar: without what is stamped later. What the checks found stays
 * as it is.
 *
 * @param time - stamp of the last bar that is kept, UTC epoch ms
 */
export function marketUntil(market: Market, time: number): Market {
  return { ...market, assets: market.assets.map((asset) => assetUntil(asset, time)) };
}

function assetUntil(asset: MarketAsset, time: number): MarketAsset {
  const { bars, adjusted, actions, factors, instants } = asset;
  // Stamps are whole milliseconds.
  const rows = firstRowAtOrAfter(bars.time, time + 1);
  if (rows === bars.time.length) return asset;
  const until = (column: Float64Array) => column.slice(0, rows);
  const kept = barsBetween(bars, Number.NEGATIVE_INFINITY, time + 1);
  return {
    ...asset,
    bars: kept,
    adjusted: adjusted === bars ? kept : barsBetween(adjusted, Number.NEGATIVE_INFINITY, time + 1),
    actions: actions.filter((action) => action.time <= time),
    factors: {
      factor: until(factors.factor),
      splitRatio: until(factors.splitRatio),
      dividend: until(factors.dividend),
    },
    ...(instants !== undefined && {
      instants: { opens: until(instants.opens), closes: until(instants.closes) },
    }),
  };
}
