import { describe, expect, it } from 'vitest';
import { statefulContract } from '../../tests/contracts/stateful.ts';
import { emptySlice, type Logger } from '#base';
import { deskFor, nextDay, stillDays, trade } from '../../tests/support/scripted-desk.ts';

function warnings(): { readonly logger: Logger; readonly lines: string[] } {
  const lines: string[] = [];
  const quiet = () => undefined;
  return {
    lines,
    logger: { debug: quiet, info: quiet, error: quiet, warn: (line) => lines.push(line) },
  };
}

describe('a desk whose account is financed', () => {
  it('pays to borrow what it holds short, from the fill on', () => {
    const financing = { borrowRate: 0.36, yearDays: 360 };
    const desk = deskFor({ 0: -1 }, { financing });
    const equity = stillDays(4).map(([price], day) => {
      const slice = emptySlice(1);
      slice.barIndex = day - 1;
      desk.step(nextDay(slice, price), []);
      return desk.book.equity;
    });
    expect(equity.map((value) => 1000 - value)).toEqual([
      0,
      0,
      expect.closeTo(1, 9),
      expect.closeTo(2, 9),
    ]);
  });

  it('pays nothing unless it is told to', () => {
    const desk = deskFor({ 0: -1 });
    trade(desk, stillDays(9));
    expect(desk.book.equity).toBe(1000);
  });

  statefulContract('TradingDesk, financed', {
    make: () =>
      deskFor([{ 0: -1, 5: 1 }, { 2: 1 }], {
        financing: { borrowRate: 0.1, debitRate: 0.2, creditRate: 0.05 },
        cashCheck: false,
      }),
    step: (desk, at) => {
      const slice = emptySlice(2);
      slice.barIndex = at - 1;
      desk.step(nextDay(slice, 10 + Math.sin(at), 12), []);
      return desk.book.equity;
    },
    steps: 9,
  });
});

describe('a desk whose cash falls below zero', () => {
  it('says so once, each time', () => {
    const { logger, lines } = warnings();
    const desk = deskFor(
      { 0: 1, 4: 0, 6: 1 },
      { cashCheck: false, risk: { enabled: false } },
      logger,
    );
    const slice = emptySlice(1);
    for (const open of [10, 12, 12, 12, 12, 12, 12, 15, 15]) {
      desk.step(nextDay(slice, [open, 20, 5, 10]), []);
    }
    expect(desk.book.cash).toBeLessThan(0);
    expect(lines).toEqual([
      'Cash is -200.00: the account owes money',
      expect.stringMatching(/^Cash is -\d+\.\d\d: the account owes money$/),
    ]);
  });

  it('is silent about a rounding error', () => {
    const { logger, lines } = warnings();
    const desk = deskFor(
      { 0: 1 },
      { commissionBps: 5, sizing: { method: 'fixed-fraction' } },
      logger,
    );
    trade(desk, stillDays(5));
    expect(Math.abs(desk.book.cash)).toBeLessThan(0.005);
    expect(lines).toEqual([]);
  });
});
