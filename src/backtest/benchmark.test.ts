import { describe, expect, it } from 'vitest';
import { systemSchema } from '#config';
import { days } from '../../tests/support/days.ts';
import { type PreparedAsset, preparedMarket } from '../../tests/support/prepared-market.ts';
import { benchmarkEquity } from './benchmark.ts';

const FREE = { commissionBps: 0, slippageBps: 0 };

async function held(
  assets: Readonly<Record<string, PreparedAsset>>,
  bars: number,
  trading: object = {},
): Promise<readonly number[]> {
  const market = await preparedMarket(assets);
  const config = systemSchema.parse({
    trading: { ...FREE, ...trading },
    backtest: { initialCapital: 1000 },
  });
  return [...benchmarkEquity(market, Float64Array.from(days(0, bars)), config)];
}

describe('the benchmark', () => {
  it('holds equal parts from the second bar on, an asset’s cash before its first', async () => {
    const assets = { A: { prices: [10, 10, 12, 15] }, B: { prices: [20, 25, 30], from: 1 } };
    expect(await held(assets, 4)).toEqual([1000, 1000, 600 + 500, 750 + 600]);
  });

  it('is worth what prices and rates make of it, exchanged for a fee', async () => {
    const assets = {
      SAP: { prices: [10, 10, 12, 12] },
      EURUSD: { prices: [1.25, 1.3, 1.25, 1.5] },
    };
    const trading = { quoteCurrencies: { SAP: 'EUR' }, exchangeFeeBps: 100 };
    const sap = 500 / 1.01 / 12.5;
    expect(await held(assets, 4, trading)).toEqual([
      1000,
      expect.closeTo(sap * 13 + 500, 9),
      expect.closeTo(sap * 15 + (500 / 1.3) * 1.25, 9),
      expect.closeTo(sap * 18 + (500 / 1.3) * 1.5, 9),
    ]);
  });

  it('owes for a pair in the currency it is priced in', async () => {
    const [, , now] = await held({ USDJPY: { prices: [150, 150, 160] } }, 3, {
      commissionBps: 10,
      exchangeFeeBps: 100,
    });
    const units = 1000 / 1.001;
    expect(now).toBeCloseTo(1000 - units * 0.001 + (units * 10) / 160, 9);
  });

  it('buys nothing before the rate is known', async () => {
    const assets = {
      SAP: { prices: [10, 11, 12, 12, 12] },
      EURUSD: { prices: [1, 1, 2], from: 2 },
    };
    const equity = await held(assets, 5, { quoteCurrencies: { SAP: 'EUR' } });
    expect(equity.slice(0, 4)).toEqual([1000, 1000, 1000, 1000]);
    expect(equity[4]).toBeCloseTo(2000, 9);
  });
});
