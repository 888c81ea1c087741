import { describe, expect, it } from 'vitest';
import { assert, SILENT_LOGGER } from '#base';
import { systemSchema } from '#config';
import { createStrategy } from '#strategies';
import { DAY_MS, JANUARY } from '../../tests/support/days.ts';
import { preparedMarket } from '../../tests/support/prepared-market.ts';
import { BacktestEngine } from './backtest-engine.ts';

const wave = (level: number, size: number) =>
  Array.from({ length: 200 }, (_, day) => level * (1 + size * Math.sin(day / 9)));

async function run(trading: object, strategy = 'sma-cross') {
  const market = await preparedMarket({
    SAP: {
      prices: wave(100, 0.2),
      actions: [{ time: JANUARY + 100 * DAY_MS, kind: 'dividend', value: 3 }],
    },
    EURUSD: { prices: wave(1.25, 0.05) },
    USDJPY: { prices: wave(150, 0.1) },
  });
  const config = systemSchema.parse({
    trading: {
      smaCross: { fastBars: 3, slowBars: 8, allowShort: true },
      risk: { maxDrawdown: 1, dailyLossLimit: 1 },
      maxVolumeFraction: null,
      ...trading,
    },
    backtest: { closeAtEnd: true },
  });
  return new BacktestEngine({
    market,
    start: JANUARY,
    strategy: createStrategy(strategy, 3, config.trading),
    config,
    forecasts: null,
    logger: SILENT_LOGGER,
  }).run();
}

const FINANCED = {
  quoteCurrencies: { SAP: 'EUR' },
  financing: { borrowRate: 0.1, debitRate: 0.05, creditRate: 0.02 },
};

describe('a backtest’s records', () => {
  it('explain every change of equity', async () => {
    const { equity, trades, flows } = await run(FINANCED);
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    const earned = sum(trades.map(({ netPnl }) => netPnl));
    const flowed = sum(
      flows.map((each) => each.dividends + each.interest - each.borrowFees + each.exchangeGains),
    );
    for (const kind of ['dividends', 'interest', 'borrowFees', 'exchangeGains'] as const) {
      expect(sum(flows.map((each) => Math.abs(each[kind]))), kind).toBeGreaterThan(0);
    }
    const last = equity.equity.length - 1;
    expect(equity.netExposure[last]).toBe(0);
    expect(equity.equity[last] - 100_000).toBeCloseTo(earned + flowed, 6);
  });

  it('count exchange costs in trades, and name them', async () => {
    const { equity, trades, flows, fills } = await run({
      quoteCurrencies: { SAP: 'EUR' },
      exchangeFeeBps: 20,
    });
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    const paid = sum(fills.map(({ exchangeCost = 0 }) => exchangeCost));
    const ofDividends = sum(flows.map((flow) => Math.abs(flow.dividends))) * 0.002;
    expect(paid).toBeGreaterThan(0);
    expect(sum(flows.map((flow) => flow.exchangeCosts))).toBeCloseTo(paid + ofDividends, 9);
    const earned = sum(trades.map(({ netPnl }) => netPnl));
    const flowed = sum(flows.map((flow) => flow.dividends + flow.exchangeGains)) - ofDividends;
    const last = equity.equity.length - 1;
    expect(equity.equity[last] - 100_000).toBeCloseTo(earned + flowed, 6);
    const sold = trades.find(({ symbol }) => symbol === 'SAP');
    assert(sold !== undefined, 'it is traded');
    const { netPnl, returnFraction, quantity, entryPrice } = sold;
    const entryRate = netPnl / returnFraction / quantity / entryPrice;
    expect(entryRate).toBeCloseTo(fills.find(({ symbol }) => symbol === 'SAP')?.rate ?? 0, 9);
  });

  it('name every margin call among the breaches', async () => {
    const levered = {
      ...FINANCED,
      cashCheck: false,
      sizing: { method: 'fixed-quantity', quantity: 2500 },
      risk: { maxDrawdown: 1, dailyLossLimit: 1, maxGrossFraction: 5, maxPositionFraction: 5 },
      margin: { initialFraction: 0.3, maintenanceFraction: 0.25 },
    };
    const { breaches } = await run(levered, 'buy-and-hold');
    expect(breaches.length).toBeGreaterThan(0);
    expect(new Set(breaches.map(({ code }) => code))).toEqual(new Set(['MARGIN_CALL']));
  });

  it('have no flows where there are none', async () => {
    const { flows } = await run({ quoteCurrencies: { USDJPY: 'USD' } });
    expect(flows.map(({ time }) => time)).toEqual([JANUARY + 100 * DAY_MS]);
  });
});
