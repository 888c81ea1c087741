import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptySlice, type Logger, SILENT_LOGGER } from '#base';
import type { Position } from '#portfolio';
import { deskFor, nextDay, type Script } from '../../tests/support/scripted-desk.ts';

const SYMBOLS = ['AAPL', 'SAP', 'USDJPY', 'EURUSD'];
const START = [10, 20, 150, 1.25];
const DAYS = 12;
const INITIAL = 0.4;

const settings = (cashCheck: boolean) => ({
  quoteCurrencies: { SAP: 'EUR' },
  exchangeFeeBps: 20,
  commissionBps: 10,
  slippageBps: 5,
  cashCheck,
  sizing: { method: 'fixed-fraction', fraction: 1 },
  financing: { borrowRate: 0.1, borrowRates: { SAP: 0.5 }, debitRate: 0.2, creditRate: 0.05 },
  risk: { maxDrawdown: 1, dailyLossLimit: 1, maxGrossFraction: 4, maxPositionFraction: 2 },
  margin: { initialFraction: INITIAL, maintenanceFraction: 0.25 },
});

const wish = fc.option(fc.constantFrom(-1, -0.5, 0, 0.5, 1), { freq: 2 });
const move = fc.double({ min: 0.7, max: 1.35, noNaN: true });
const days = fc.array(
  fc.record({
    wishes: fc.tuple(wish, wish, wish, wish),
    moves: fc.tuple(move, move, move, move),
    present: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean()),
    dividend: fc.option(fc.double({ min: 0, max: 2, noNaN: true }), { freq: 4 }),
  }),
  { minLength: DAYS, maxLength: DAYS },
);

/** A desk that trades these wishes, and the warnings it gave. */
function deskOf(wishes: readonly (readonly (number | null)[])[], cashCheck: boolean) {
  const lines: string[] = [];
  const warn: Logger['warn'] = (line) => lines.push(line);
  const scripts = SYMBOLS.map((_, asset): Script => {
    const wanted = wishes.map((each, day) => [day, each[asset]] as const);
    return Object.fromEntries(wanted.filter((entry) => entry[1] !== null)) as Script;
  });
  const desk = deskFor(scripts, settings(cashCheck), { ...SILENT_LOGGER, warn }, {}, SYMBOLS);
  return { desk, lines };
}

describe('an account in several currencies, on margin, financed, in any market', () => {
  it('accounts for every cent, owes nothing unsaid, and adds no risk it has no margin for', () => {
    let calls = 0;
    let debts = 0;
    fc.assert(
      fc.property(days, fc.boolean(), (history, cashCheck) => {
        const { desk, lines } = deskOf(
          history.map(({ wishes }) => wishes),
          cashCheck,
        );
        const { book } = desk;
        const slice = emptySlice(SYMBOLS.length);
        const prices = [...START];
        let told = 0;
        let isCalled = false;
        let owes = false;
        history.forEach(({ moves, present, dividend }, day) => {
          moves.forEach((by, asset) => {
            if (present[asset] && day > 0) prices[asset] *= asset < 2 ? by : Math.sqrt(by);
          });
          const before = book.quantity.slice();
          const isHere = (asset: number) => day === 0 || present[asset];
          nextDay(slice, ...prices.map((price, asset) => (isHere(asset) ? price : null)));
          slice.dividend[1] = isHere(1) ? (dividend ?? 0) : 0;
          const warned = lines.length;
          const { orders, marginCall } = desk.step(slice, []);
          const flows = book.takeFlows();
          if (flows !== null) {
            const received = flows.dividends + flows.interest + flows.exchangeGains;
            told += received - flows.borrowFees - flows.exchangeCosts;
          }
          const positions = SYMBOLS.map((_, asset) => book.position(asset));
          const sum = (pick: (position: Position) => number) =>
            positions.reduce((total, position) => total + pick(position), 0);
          const { equity, cash, grossExposure } = book;
          expect(equity).toBeCloseTo(cash + sum(({ value }) => value), 6);
          const traded = sum((p) => p.realisedPnl + p.unrealisedPnl - p.fees);
          expect(Math.abs(equity - 1000 - traded - told)).toBeLessThan(0.005);

          if (isCalled) {
            book.quantity.forEach((units, asset) => {
              expect(Math.abs(units)).toBeLessThanOrEqual(Math.abs(before[asset]) + 1e-9);
            });
          }
          isCalled = desk.risk.margin?.isCalled ?? false;
          if (marginCall !== null) calls++;
          const after = book.quantity.slice();
          for (const { asset, quantity, reason } of orders) {
            if (reason === 'script') after[asset] += quantity;
          }
          const gross = after.reduce((all, units, asset) => {
            const worst = Math.max(Math.abs(units), Math.abs(book.quantity[asset]));
            return all + (worst === 0 ? 0 : worst * book.lastPrice[asset]);
          }, 0);
          const allowed = Math.max(equity / INITIAL, grossExposure);
          expect(gross).toBeLessThanOrEqual(allowed * (1 + 1e-9) + 1e-9);

          const isNewDebt = lines.slice(warned).some((line) => line.startsWith('Cash is -'));
          if (isNewDebt) debts++;
          expect(isNewDebt).toBe(cash < -0.005 && !owes);
          owes = cash < -0.005;
        });
      }),
      { numRuns: 300 },
    );
    expect(calls).toBeGreaterThan(0);
    expect(debts).toBeGreaterThan(0);
  });
});
