import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptySlice, type Logger, SILENT_LOGGER } from '#base';
import { statefulContract } from '../../tests/contracts/stateful.ts';
import { deskFor, filled, nextDay, NO_LIMITS, trade } from '../../tests/support/scripted-desk.ts';

/** Twice the equity may be held, with borrowed money. */
const LEVERED = {
  cashCheck: false,
  sizing: { method: 'fixed-fraction', fraction: 1 },
  risk: { ...NO_LIMITS, maxGrossFraction: 4 },
  margin: { initialFraction: 0.5, maintenanceFraction: 0.25 },
};

const NO_COMMISSION = { commission: 'per-share', perShare: { rate: 0, minimum: 0 } };

/** Units a desk of two assets holds 1,000 of equity in each of. */
const BOTH = [{ 0: 1 }, { 0: 1 }];

describe('a desk with margin', () => {
  it('cuts all positions pro rata at the next open, once equity is below what they need', () => {
    const desk = deskFor([{ 0: 1 }, { 0: -1 }], LEVERED);
    const reports = trade(desk, [
      [10, 20],
      [10, 20],
      [2, 21],
      [2, 21],
      [2, 21],
    ]);
    // 100 at 2 less 50 at 21: equity 150 of gross 1,250 at the third close.
    expect(reports[2].marginCall).toEqual({
      code: 'MARGIN_CALL',
      detail:
        'Margin call: equity 150.00 < 312.50, which is 25.00% of gross exposure 1250.00; cutting back to 50.00%',
    });
    expect(filled(reports)).toEqual([[], [100], [], [expect.closeTo(-76, 9)], []]);
    expect(filled(reports, 1)).toEqual([[], [-50], [], [expect.closeTo(38, 9)], []]);
    expect(reports[3].fills.map(({ reason }) => reason)).toEqual(['margin-call', 'margin-call']);
    expect(desk.book.grossExposure * 0.5).toBeCloseTo(desk.book.equity, 9);
    expect(desk.risk.margin?.isCalled).toBe(false);
    expect(reports.filter(({ marginCall }) => marginCall !== null)).toHaveLength(1);
  });

  it('leaves alone what is between the two fractions', () => {
    const desk = deskFor([{ 0: 1 }, { 0: 1 }], LEVERED);
    const reports = trade(desk, [
      [10, 10],
      [10, 10],
      [8, 8],
      [7, 7],
      [7, 7],
    ]);
    expect(filled(reports)).toEqual([[], [100], [], [], []]);
    expect(desk.risk.margin?.isCalled).toBe(false);
  });

  it('says so once, and takes back what waits to add to a position', () => {
    const lines: unknown[] = [];
    const warn = (line: string, more: unknown) => lines.push([line, more]);
    const logger = { ...SILENT_LOGGER, warn: warn as Logger['warn'] };
    const desk = deskFor(
      [{ 0: 1 }, { 0: 1 }, { 1: 0.5 }],
      { ...LEVERED, cashCheck: false },
      logger,
    );
    const reports = trade(desk, [
      [10, 10, 10],
      [10, 10, 10],
      [6, 6, null],
      [6, 6, 10],
      [6, 6, 10],
    ]);
    expect(filled(reports, 2)[3]).toEqual([]);
    expect(lines.filter((line) => String(line).includes('Margin call'))).toEqual([
      [reports[2].marginCall?.detail, { code: 'MARGIN_CALL' }],
    ]);
  });

  it('makes no order where equity is no number', () => {
    const desk = deskFor([{ 0: 1 }, { 0: 1 }], { ...LEVERED, risk: { enabled: false } });
    const reports = trade(desk, [
      [10, 10],
      [10, 10],
      [Number.NaN, 10],
    ]);
    expect(reports[2].marginCall?.detail).toContain('equity NaN');
    expect(reports[2].orders).toEqual([]);
  });

  it('cuts on when the price has moved on, and in whole lots that suffice', () => {
    const desk = deskFor(
      { 0: 1 },
      {
        ...LEVERED,
        lotSize: 1,
        sizing: { method: 'fixed-quantity', quantity: 150 },
        risk: { ...NO_LIMITS, maxGrossFraction: 4, maxPositionFraction: 4 },
      },
    );
    const reports = trade(desk, [[10], [10], [4.3], [[4.3, 4.3, 4, 4]], [4], [4], [4]]);
    // 1,000 − 855 = 145 of 645: 67 of 150 remain; at 4 equity 124.9 of 268: 62 remain.
    expect(filled(reports)).toEqual([[], [150], [], [-83], [-5], [], []]);
    expect(desk.book.equity).toBeGreaterThanOrEqual(0.5 * desk.book.grossExposure);
  });

  it('makes a cut that waits no second time', () => {
    const desk = deskFor([{ 0: 1 }, { 0: 1 }], { ...LEVERED, maxVolumeFraction: 1 });
    const halted = [6, 6, 6, 6, 0] as const;
    const reports = trade(desk, [
      [10, 10],
      [10, 10],
      [6, 6],
      [halted, halted],
      [6, 6],
    ]);
    expect(reports.map(({ orders }) => orders.length)).toEqual([2, 0, 2, 0, 0]);
    expect(filled(reports)[4]).toEqual([expect.closeTo(-100 / 1.5, 9)]);
  });

  it.each<[string, object]>([
    ['the spread', { costs: { spread: { halfBps: 300 } } }],
    ['the exchange of what is exchanged', { exchangeFeeBps: 500 }],
    ['no commission by value where there is none', { commissionBps: 500, costs: NO_COMMISSION }],
  ])('counts %s among the costs of a cut', (_, changes) => {
    const desk = deskFor(
      [{ 0: 1 }, {}, { 0: 1 }, {}],
      { ...LEVERED, fillRule: 'same-close', quoteCurrencies: { SAP: 'EUR' }, ...changes },
      undefined,
      {},
      ['SAP', 'EURUSD', 'B', 'YETTOTRADE'],
    );
    const reports = trade(desk, [
      [10, 1.25, 10, null],
      [6, 1.25, 6, null],
    ]);
    expect(reports[1].fills.map(({ reason }) => reason)).toEqual(['margin-call', 'margin-call']);
    expect(desk.book.equity / desk.book.grossExposure).toBeCloseTo(0.5, 9);
  });

  it('holds back what would raise exposure until the call is met, and lets exits go', () => {
    const desk = deskFor([{ 0: 1 }, { 0: 1, 2: 0 }, { 2: 0.5 }], {
      ...LEVERED,
      maxVolumeFraction: 1,
    });
    const days = [
      [10, 10, 10],
      [10, 10, 10],
      [5.5, 6, 10],
      // Nothing trades here but the exit of B.
      [[5.5, 5.5, 5.5, 5.5, 0], 6, 10],
      [5.5, 6, 10],
      [5.5, 6, 10],
      [5.5, 6, 10],
    ] as const;
    const reports = trade(desk, days);
    expect(reports[2].marginCall?.code).toBe('MARGIN_CALL');
    expect(filled(reports, 1), 'the strategy’s exit is more than the cut').toEqual([
      [],
      [100],
      [],
      [-100],
      [],
      [],
      [],
    ]);
    expect(filled(reports).slice(3, 5), 'the cut waits for a bar that trades').toEqual([
      [],
      [expect.closeTo(-73.913, 3)],
    ]);
    expect(desk.risk.margin?.isCalled).toBe(false);
    expect(filled(reports, 2).slice(0, 5).flat(), 'held back').toEqual([]);
    expect(filled(reports, 2).flat().length, 'and made afterwards').toBeGreaterThan(0);
  });

  it('cuts new orders to what equity allows, with the risk gate off, too', () => {
    for (const enabled of [true, false]) {
      const desk = deskFor(BOTH, {
        ...LEVERED,
        sizing: { method: 'fixed-fraction', fraction: 1 },
        risk: { ...LEVERED.risk, enabled },
        margin: { initialFraction: 0.8, maintenanceFraction: null },
      });
      const reports = trade(desk, [
        [10, 10],
        [10, 10],
      ]);
      expect(filled(reports)[1]).toEqual([100]);
      expect(filled(reports, 1)[1]).toEqual([expect.closeTo(25, 9)]);
    }
  });

  it('calls at the close at which another limit is breached', () => {
    const desk = deskFor(BOTH, { ...LEVERED, risk: { maxGrossFraction: 4 } });
    const [, , crash] = trade(desk, [
      [10, 10],
      [10, 10],
      [6, 6],
    ]);
    expect(crash.breach?.code).toBe('MAX_DRAWDOWN');
    expect(crash.marginCall?.code).toBe('MARGIN_CALL');
    expect(crash.orders.map(({ reason }) => reason)).toEqual(['margin-call', 'margin-call']);
  });

  it('does nothing and keeps nothing unless it is set', () => {
    const desk = deskFor(BOTH, { ...LEVERED, margin: {} });
    const reports = trade(desk, [
      [10, 10],
      [10, 10],
      [6, 6],
      [6, 6],
    ]);
    expect(filled(reports)).toEqual([[], [100], [], []]);
    expect(desk.saveState().risk).not.toHaveProperty('margin');
  });

  it('meets the initial fraction where a cut fills at the close it was made at, costs and all', () => {
    const share = fc.double({ min: 0.1, max: 1, noNaN: true });
    const price = fc.double({ min: 4, max: 16, noNaN: true });
    fc.assert(
      fc.property(
        share,
        share,
        fc.array(fc.tuple(price, price), { minLength: 1, maxLength: 8 }),
        (...case_) => {
          const [one, other, moves] = case_;
          const desk = deskFor([{ 0: one }, { 0: -other }], {
            ...LEVERED,
            fillRule: 'same-close',
            commissionBps: 10,
            slippageBps: 20,
          });
          const slice = emptySlice(2);
          for (const prices of [[10, 10], ...moves]) {
            const { fills } = desk.step(nextDay(slice, ...prices), []);
            const { equity, grossExposure } = desk.book;
            const isCut = fills.some(({ reason }) => reason === 'margin-call');
            if (isCut && grossExposure > 1e-6) {
              expect(equity / grossExposure).toBeGreaterThan(0.5 * (1 - 1e-9));
            }
            if (grossExposure > 1e-6) expect(equity / grossExposure).toBeGreaterThan(0.2499);
          }
        },
      ),
    );
  });

  statefulContract('TradingDesk with margin', {
    make: () =>
      deskFor(
        [
          { 0: 1, 4: 1 },
          { 0: -1, 5: -0.5 },
        ],
        { ...LEVERED, maxVolumeFraction: 0.1 },
      ),
    step: (desk, at) => {
      const slice = emptySlice(2);
      slice.barIndex = at - 1;
      const bar = (close: number) => [close, close, close, close, at < 2 ? 3000 : 200] as const;
      const prices = [10, 10, 3, 3, 4, 5, 9, 9, 9, 9];
      const { marginCall, fills } = desk.step(nextDay(slice, bar(prices[at]), bar(10)), []);
      return [marginCall, fills, desk.book.equity, desk.risk.margin?.isCalled];
    },
    steps: 10,
  });
});
