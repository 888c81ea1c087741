import { barsBetween, emptyBarTable, firstRowAtOrAfter, intervalMs } from '#base';
import type { SystemConfig } from '#config';
import { type Market, type MarketAsset, marketHoursOf, unionTimes } from '#data';
import type { FinerBars, PaperMarket, Sessions } from '#execution';

const DAY_MS = 86_400_000;

/**
 * What the broker of a replay knows of its market: where sessions begin and end, whose bars have ended.
 *
 * @param finer - the same symbols at a shorter interval, if there are any
 */
export function paperMarket(
  market: Market,
  config: SystemConfig,
  finer: Market | null = null,
): PaperMarket {
  const { closeAfterBars } = config.trading.delisting;
  return {
    ...(intervalMs(market.interval) < DAY_MS && { sessions: intradaySessions(market, config) }),
    ...(closeAfterBars !== null && {
      delistedAt: delistingStamps(
        market,
        unionTimes(market.assets.map(({ bars }) => bars.time)),
        closeAfterBars,
      ),
    }),
    ...(finer !== null && { finerBars: finerBarsOf(market, finer) }),
  };
}

/**
 * Stamps at which the positions of assets are closed whose bars end before the others' do.
 *
 * @param times - stamps of all bars of the run
 * @param closeAfterBars - bars of the run from an asset's last one to that, ≥ 1
 * @returns [assets], UTC epoch ms; NaN where the run ends before that
 */
export function delistingStamps(
  { assets }: Pick<Market, 'assets'>,
  times: Float64Array,
  closeAfterBars: number,
): readonly number[] {
  return assets.map(({ bars }) => {
    const last = firstRowAtOrAfter(times, bars.time[bars.time.length - 1]);
    return times[last + closeAfterBars] ?? Number.NaN;
  });
}

function finerBarsOf({ assets, interval }: Market, finer: Market): FinerBars {
  const lengthMs = intervalMs(interval);
  const tables = assets.map(
    ({ symbol }) => finer.assets.find((asset) => asset.symbol === symbol)?.bars ?? emptyBarTable(0),
  );
  return (asset, time) => {
    const { open, high, low, close } = barsBetween(tables[asset], time, time + lengthMs);
    return Array.from(open, (price, row) => {
      return { open: price, high: high[row], low: low[row], close: close[row] };
    });
  };
}

/**
 * A session is a trading day of the asset's market: it opens with the first of its bars and closes with
 * the last, as those who read a calendar know beforehand.
 */
function intradaySessions({ assets }: Market, { data }: SystemConfig): Sessions {
  const isSameDay = ({ symbol, bars }: MarketAsset, time: number, step: 1 | -1) => {
    const hours = marketHoursOf(symbol, data);
    const next = bars.time[firstRowAtOrAfter(bars.time, time) + step];
    return next !== undefined && hours.tradingDayOf(next) === hours.tradingDayOf(time);
  };
  return {
    opensWith: (asset, time) => !isSameDay(assets[asset], time, -1),
    closesWith: (asset, time) => !isSameDay(assets[asset], time, 1),
  };
}
