import { barTableOf } from '#base';
import { type CorporateAction, loadMarket, type Market } from '#data';
import { DAY_MS, JANUARY } from './days.ts';

/** One asset's daily prices, at which a bar opens, stands and closes. */
export interface PreparedAsset {
  readonly prices: readonly number[];
  /** Days before its first bar. */
  readonly from?: number;
  readonly actions?: readonly CorporateAction[];
  /** Days whose bars tell no volume, from the first on. */
  readonly silentDays?: number;
}

/** A market of daily bars that stand still, from January on. */
export function preparedMarket(assets: Readonly<Record<string, PreparedAsset>>): Promise<Market> {
  return loadMarket(
    async ({ symbol }) => {
      const { prices, from = 0, actions = [], silentDays = 0 } = assets[symbol];
      const bars = prices.map((price, at) => ({
        time: JANUARY + (from + at) * DAY_MS,
        open: price,
        high: price,
        low: price,
        close: price,
        volume: at < silentDays ? 0 : 1e6,
      }));
      return { bars: barTableOf(bars), actions, quarantine: [], caveats: [] };
    },
    {
      symbols: Object.keys(assets),
      interval: '1d',
      start: JANUARY,
      end: JANUARY + 1000 * DAY_MS,
      corporateActions: 'apply',
      badBars: 'quarantine',
    },
  );
}
