import { describe, expect, it } from 'vitest';
import { emptySlice } from '#base';
import { systemSchema } from '#config';
import { accountTerms, Book, type Fill } from '#portfolio';
import { statefulContract } from '../../tests/contracts/stateful.ts';
import {
  deskFor,
  filled,
  nextDay,
  restless,
  type Script,
  trade,
} from '../../tests/support/scripted-desk.ts';

const EURO = { quoteCurrencies: { SAP: 'EUR' } };

/** A desk that trades by these scripts of SAP, in euro, beside the EURUSD that gives its rate. */
const sapDesk = (script: Script, changes: object = {}) =>
  deskFor([script, {}], { ...EURO, ...changes }, undefined, {}, ['SAP', 'EURUSD']);

describe('a desk that trades in other currencies', () => {
  it('sizes, cuts and pays in the account’s', () => {
    const desk = sapDesk({ 0: 1 }, { sizing: { method: 'fixed-fraction', fraction: 1 } });
    const reports = trade(desk, [
      [10, 1.25],
      [10, 1.25],
      [11, 1.5],
    ]);
    expect(filled(reports)[1]).toEqual([80]);
    expect(desk.book.cash).toBe(0);
    expect(desk.book.equity).toBe(80 * 11 * 1.5);
  });

  it('sizes an entry at its own price in the account’s', () => {
    const far = { share: -1, entry: { kind: 'limit', price: 20 } } as const;
    const desk = sapDesk({ 0: far }, { sizing: { method: 'fixed-fraction', fraction: 1 } });
    const [{ orders }] = trade(desk, [[10, 1.25]]);
    expect(orders).toMatchObject([{ quantity: -40, price: 20 }]);
  });

  it('holds a signal’s stop and target against the close in the currency of the asset', () => {
    const wanted = { share: 1, stop: { price: 9 }, target: { price: 12 } };
    const [{ orders }] = trade(sapDesk({ 0: wanted }), [[10, 1.25]]);
    expect(orders[0]?.exits?.map(({ price }) => price)).toEqual([9, 12]);
  });

  it('leaves cash for fees and the exchange, and notes both in the account’s currency', () => {
    const desk = sapDesk(
      { 0: 1, 2: 0 },
      {
        sizing: { method: 'fixed-fraction', fraction: 1 },
        commissionBps: 10,
        slippageBps: 20,
        exchangeFeeBps: 50,
      },
    );
    const reports = trade(desk, [
      [10, 1.25],
      [10, 1.25],
      [10, 1.25],
      [10, 1.25],
    ]);
    const [bought] = reports[1].fills;
    const value = bought.quantity * 10.02 * 1.25;
    expect(bought).toMatchObject({ price: 10.02, rate: 1.25 });
    expect(bought.fee).toBeCloseTo(value * 0.001, 9);
    expect(bought.exchangeCost).toBeCloseTo(value * 0.005, 9);
    expect(bought.slippageCost).toBeCloseTo(bought.quantity * 0.02 * 1.25, 9);
    expect(value * 1.006).toBeCloseTo(1000, 9);
    const [sold] = reports[3].trades;
    expect(desk.book.equity).toBeCloseTo(1000 + sold.netPnl, 9);
    expect(desk.book.exchangeCosts).toBeGreaterThan(9.9);
  });

  it('measures the average true range in the account’s currency, as it does the price', () => {
    const atr = { method: 'atr', atr: { riskFraction: 0.01, multiple: 2, bars: 5 } };
    const units = (desk: ReturnType<typeof deskFor>, rates: readonly (readonly number[])[]) =>
      filled(
        trade(
          desk,
          restless.map(([bar], day) => [bar, ...rates[day]]),
        ),
      )[30];
    const domestic = deskFor([{ 29: 1 }, {}], { sizing: atr });
    const same = units(
      domestic,
      restless.map(() => [1.25]),
    );
    const foreign = units(
      sapDesk({ 29: 1 }, { sizing: atr }),
      restless.map(() => [1.25]),
    );
    expect(foreign[0]).toBeCloseTo(same[0] / 1.25, 9);
  });

  it('trades nothing whose rate is not known yet', () => {
    const desk = sapDesk({ 0: 1 });
    const reports = trade(desk, [
      [10, null],
      [10, null],
      [10, 1.25],
      [10, 1.25],
    ]);
    expect(filled(reports)).toEqual([[], [], [], [40]]);
  });

  it('buys a pair with what it owes in its currency, within what its cash is worth', () => {
    const desk = deskFor(
      { 0: 1 },
      { sizing: { method: 'fixed-fraction', fraction: 1 } },
      undefined,
      {},
      ['USDJPY'],
    );
    const reports = trade(desk, [[150], [150], [160]]);
    expect(filled(reports)[1]).toEqual([expect.closeTo(1000, 9)]);
    expect(desk.saveState().book.foreign?.balances).toEqual({ JPY: expect.closeTo(-150_000, 6) });
    expect(desk.book.equity).toBeCloseTo(1000 + (1000 * 10) / 160, 9);
  });

  it('refuses to begin without a rate', () => {
    expect(() => deskFor([{}, {}], EURO, undefined, {}, ['SAP', 'GBPUSD'])).toThrow(
      'SAP is priced in EUR, the account is in USD, and no asset gives their rate; add EURUSD or USDEUR',
    );
  });

  const symbols = ['SAP', 'EURUSD', 'USDJPY'];
  const lively = () =>
    deskFor(
      [
        { 0: 0.5, 3: -0.5, 7: 1 },
        { 1: -1, 5: 1 },
        { 0: 1, 4: -1, 8: 0 },
      ],
      {
        ...EURO,
        commissionBps: 10,
        slippageBps: 5,
        exchangeFeeBps: 20,
        cashCheck: false,
        financing: { borrowRate: 0.1, debitRate: 0.1, borrowRates: { SAP: 0.4 } },
        risk: { maxDrawdown: 1, dailyLossLimit: 1, maxGrossFraction: 3 },
      },
      undefined,
      {},
      symbols,
    );
  const day = (at: number) => [
    10 + Math.sin(at),
    1.2 + 0.1 * Math.cos(at),
    150 + 5 * Math.sin(2 * at),
  ];
  const sliceAt = (at: number) => {
    const slice = emptySlice(3);
    slice.barIndex = at - 1;
    nextDay(slice, ...day(at));
    if (at === 6) slice.dividend[0] = 0.3;
    return slice;
  };

  it('leaves a journal of fills from which the same book comes', () => {
    const desk = lively();
    const { trading } = systemSchema.parse({
      trading: {
        ...EURO,
        exchangeFeeBps: 20,
        financing: { borrowRate: 0.1, debitRate: 0.1, borrowRates: { SAP: 0.4 } },
      },
    });
    const replayed = new Book(3, 1000, accountTerms(trading, symbols));
    for (let at = 0; at < 12; at++) {
      const slice = sliceAt(at);
      const report = desk.step(slice, []);
      const journal = JSON.parse(JSON.stringify(report.fills)) as readonly Fill[];
      replayed.accrue(slice.time);
      replayed.applyDividend(0, slice.dividend[0]);
      for (const fill of journal) replayed.applyFill(fill);
      replayed.mark(slice);
      expect(replayed.saveState()).toEqual(desk.book.saveState());
    }
    expect(desk.book.exchangeGains).not.toBe(0);
    expect(desk.book.exchangeCosts).toBeGreaterThan(0);
  });

  statefulContract('TradingDesk in several currencies', {
    make: lively,
    step: (desk, at) => {
      const { fills, trades } = desk.step(sliceAt(at), []);
      return [fills, trades, desk.book.equity, desk.book.cash, desk.book.takeFlows()];
    },
    steps: 12,
  });
});
