import { describe, expect, it } from 'vitest';
import { type SystemConfig, systemSchema } from '#config';
import type { Market } from '#data';
import { days } from '../../../tests/support/days.ts';
import { type PreparedAsset, preparedMarket } from '../../../tests/support/prepared-market.ts';
import { equalWeightEquity } from './equal-weight-equity.ts';

const FREE = { commissionBps: 0, slippageBps: 0 };

function settings(trading: object): SystemConfig {
  return systemSchema.parse({
    trading: { ...FREE, ...trading },
    backtest: { initialCapital: 1000 },
  });
}

function equityOf(market: Market, bars: number, trading: object = {}): readonly number[] {
  const times = Float64Array.from(days(0, bars));
  return [...equalWeightEquity(market, times, settings(trading))];
}

/** A price on every day from January's first to `days` later, changed on some. */
function prices(count: number, changes: Readonly<Record<number, number>>): number[] {
  let price = 10;
  return Array.from({ length: count }, (_, day) => (price = changes[day] ?? price));
}

async function held(
  assets: Readonly<Record<string, PreparedAsset>>,
  bars: number,
  trading: object = {},
): Promise<readonly number[]> {
  return equityOf(await preparedMarket(assets), bars, trading);
}

// February begins on day 31: it is seen at that close, and traded on at the open of day 32.
describe('equal weights', () => {
  it('are bought at the second bar and made equal after the first bar of a month', async () => {
    const assets = {
      A: { prices: prices(40, { 10: 20, 35: 40 }) },
      B: { prices: prices(40, {}) },
    };
    const equity = await held(assets, 40);
    expect([equity[1], equity[9], equity[10], equity[34]]).toEqual([1000, 1000, 1500, 1500]);
    // 750 each from day 32 on, of which A doubles on day 35; held, it would be 2500.
    expect(equity[35]).toBeCloseTo(2250, 9);
  });

  it('trade at the open after the month’s first close, not at that close', async () => {
    const assets = {
      A: { prices: prices(40, { 10: 20, 32: 40 }) },
      B: { prices: prices(40, {}) },
    };
    // 50 of A until the open of day 32, at which it has doubled again and is sold down to 750.
    const equity = await held(assets, 40);
    expect(equity[32]).toBeCloseTo(2500, 9);
    const later = await held(
      { ...assets, A: { prices: prices(40, { 10: 20, 32: 40, 36: 20 }) } },
      40,
    );
    expect(later[36]).toBeCloseTo(2500 - 750 / 2, 9);
  });

  it('pay for every side what the run pays, and never more than there is', async () => {
    const assets = {
      A: { prices: prices(40, { 10: 20 }) },
      B: { prices: prices(40, {}) },
    };
    const rate = 0.01;
    const equity = await held(assets, 40, { commissionBps: 100 });
    const bought = 500 / (1 + rate);
    expect(equity[1]).toBeCloseTo(2 * bought, 9);
    const part = (2 * bought + bought) / 2;
    const sold = 2 * bought - part;
    const gotten = (sold * (1 - rate)) / (1 + rate);
    expect(equity[32]).toBeCloseTo(part + bought + gotten, 9);
    expect(equity[39]).toBe(equity[32]);
  });

  it('keep the part of an asset that has not begun in cash, and leave one that has ended alone', async () => {
    const late = await held(
      { A: { prices: prices(40, { 20: 20 }) }, B: { prices: [10, 10, 20], from: 5 } },
      40,
    );
    expect([late[5], late[6], late[7]]).toEqual([1000, 1000, 1500]);
    // B ends at 1000 on day 7. A is worth 1000 from day 20 on and stays: nothing else is to be had.
    expect(late[39]).toBeCloseTo(2000, 9);
    const three = await held(
      {
        A: { prices: prices(40, { 20: 40, 35: 80 }) },
        B: { prices: prices(40, {}) },
        C: { prices: [10, 10, 30] },
      },
      40,
    );
    const third = 1000 / 3;
    expect(three[34]).toBeCloseTo(third * (4 + 1 + 3), 9);
    expect(three[35]).toBeCloseTo(third * (5 + 2.5 + 3), 9);
  });

  it('buy an asset at its second bar, with the cash that was kept for it', async () => {
    const assets = { A: { prices: prices(40, {}) }, B: { prices: [10, 20, 20, 40], from: 5 } };
    const equity = await held(assets, 40);
    expect([equity[6], equity[8]]).toEqual([1000, 1500]);
    // What selling A cost in February is B’s to bear, and not C’s, which begins in March.
    const rate = 0.01;
    const three = await held(
      {
        A: { prices: prices(75, { 10: 20 }) },
        B: { prices: prices(75, {}) },
        C: { prices: [10, 10, 10, 20], from: 35 },
      },
      75,
      { commissionBps: 100 },
    );
    const third = 1000 / 3;
    const bought = third / (1 + rate);
    const part = (third + 3 * bought) / 3;
    const sold = 2 * bought - part;
    const b = bought + (third + sold * (1 - rate) - part) / (1 + rate);
    expect(three[34]).toBeCloseTo(part + b + part, 9);
    expect(three[38]).toBeCloseTo(part + b + (2 * part) / (1 + rate), 9);
  });

  it('leave the cash alone that stands behind what is bought with money owed', async () => {
    const rate = 0.01;
    const equity = await held(
      {
        USDJPY: { prices: prices(40, { 0: 100, 10: 100 }) },
        A: { prices: prices(40, { 10: 5, 35: 10 }) },
      },
      40,
      { commissionBps: 100 },
    );
    const bought = 500 / (1 + rate);
    const cash = 500 - bought * rate;
    const part = (cash + bought / 2) / 2;
    const fee = (bought - part) * rate;
    const payable = cash - fee - part;
    const a = bought / 2 + payable / (1 + rate);
    expect(equity[32]).toBeCloseTo(part + a, 9);
    expect(equity[35]).toBeCloseTo(part + 2 * a, 9);
  });

  it('sell before they buy where markets open on different days', async () => {
    // B has no bar on days 32 and 33: A waits for what B’s sale brings.
    const withGap = (values: number[]) => values.filter((_, day) => day !== 32 && day !== 33);
    const market = await preparedMarket({
      A: { prices: prices(40, { 36: 20 }) },
      B: { prices: prices(40, { 10: 30 }) },
    });
    const [a, b] = market.assets;
    const thinned = {
      time: Float64Array.from(withGap([...b.adjusted.time])),
      open: Float64Array.from(withGap([...b.adjusted.open])),
      high: Float64Array.from(withGap([...b.adjusted.high])),
      low: Float64Array.from(withGap([...b.adjusted.low])),
      close: Float64Array.from(withGap([...b.adjusted.close])),
      volume: Float64Array.from(withGap([...b.adjusted.volume])),
    };
    const gapped = { ...market, assets: [a, { ...b, bars: thinned, adjusted: thinned }] };
    const equity = equityOf(gapped, 40);
    expect(equity[35]).toBeCloseTo(2000, 9);
    expect(equity[36]).toBeCloseTo(3000, 9);
  });

  it('hold assets in other currencies at their rates, and pairs with money owed', async () => {
    const assets = {
      SAP: { prices: prices(40, { 10: 20, 35: 40 }) },
      EURUSD: { prices: prices(40, {}).map(() => 2) },
    };
    const equity = await held(assets, 40, { quoteCurrencies: { SAP: 'EUR' } });
    expect(equity[9]).toBeCloseTo(1000, 9);
    expect(equity[10]).toBeCloseTo(1500, 9);
    expect(equity[35]).toBeCloseTo(2250, 9);
    // 500 of the pair gain a half in yen, which are worth a third less.
    const yen = await held(
      {
        USDJPY: { prices: prices(40, { 0: 100, 10: 150 }) },
        A: { prices: prices(40, { 35: 20 }) },
      },
      40,
    );
    expect(yen[10]).toBeCloseTo(1000 + 250 / 1.5, 9);
    const part = yen[10] / 2;
    expect(yen[35]).toBeCloseTo(2 * part + part, 9);
  });

  it('buy an asset once its rate is known, with the cash that was kept for it', async () => {
    const assets = {
      SAP: { prices: prices(40, { 10: 20 }) },
      EURUSD: { prices: prices(35, {}).map(() => 2), from: 5 },
    };
    const equity = await held(assets, 40, { quoteCurrencies: { SAP: 'EUR' } });
    expect([equity[5], equity[9]]).toEqual([1000, 1000]);
    expect(equity[10]).toBeCloseTo(1500, 9);
    const pair = { USDJPY: { prices: [100, 100, 100], from: 33 }, A: { prices: prices(40, {}) } };
    expect((await held(pair, 40))[39]).toBeCloseTo(1000, 9);
  });

  it('keep no part for what ended before its rate was known', async () => {
    const assets = {
      SAP: { prices: [10, 10, 10] },
      EURUSD: { prices: prices(30, {}).map(() => 2), from: 10 },
      A: { prices: prices(40, { 35: 20 }) },
    };
    const equity = await held(assets, 40, { quoteCurrencies: { SAP: 'EUR' } });
    expect(equity[35]).toBeCloseTo(1500, 9);
  });

  it('pay for the exchange of what is sold, too', async () => {
    const assets = {
      SAP: { prices: prices(40, { 10: 20 }) },
      EURUSD: { prices: prices(40, {}).map(() => 2) },
    };
    const trading = { quoteCurrencies: { SAP: 'EUR' }, exchangeFeeBps: 100 };
    const equity = await held(assets, 40, trading);
    const bought = 500 / 1.01;
    const sold = 2 * bought - (2 * bought + 500) / 2;
    expect(equity[31]).toBeCloseTo(2 * bought + 500, 9);
    expect(equity[39]).toBeCloseTo(2 * bought + 500 - sold * 0.01, 9);
  });

  it('look at no later bar', async () => {
    const wild = {
      A: { prices: prices(70, { 10: 20, 31: 5, 33: 40 }) },
      B: { prices: prices(70, { 32: 17 }) },
    };
    const calm = {
      A: { prices: prices(70, { 10: 20, 31: 5 }) },
      B: { prices: prices(70, { 32: 17 }) },
    };
    const [one, other] = [await held(wild, 70), await held(calm, 70)];
    expect(one.slice(0, 33)).toEqual(other.slice(0, 33));
    expect(one[33]).not.toBe(other[33]);
  });
});
