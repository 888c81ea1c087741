import type { FillRecord, TradeRecord } from '#base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeHoldingMetrics, computeMetrics } from './compute-metrics.ts';
import { BEYOND_NUMBERS } from './figures.ts';
import { METRICS, type MetricKey } from './metric.ts';

const DAY = 86_400_000;
const MONDAY = Date.UTC(2024, 0, 1);

/** `count` weekdays from a Monday on. */
function weekdays(count: number): Float64Array {
  return Float64Array.from(
    { length: count },
    (_, row) => MONDAY + (row + 2 * Math.floor(row / 5)) * DAY,
  );
}

function accountWorth(values: readonly number[]) {
  const equity = Float64Array.from(values);
  const zeros = new Float64Array(values.length);
  const time = weekdays(values.length);
  return { time, equity, cash: equity, grossExposure: zeros, netExposure: zeros };
}

function trade(netPnl: number, days = 1): TradeRecord {
  return {
    symbol: 'SIM1',
    side: 'long',
    quantity: 1,
    entryTime: MONDAY,
    entryPrice: 100,
    exitTime: MONDAY + days * DAY,
    exitPrice: 100 + netPnl,
    netPnl,
    fees: 0,
    returnFraction: netPnl / 100,
    exitReason: 'signal',
  };
}

function fill(quantity: number, price: number, fee: number, slippageCost: number): FillRecord {
  const reason = 'signal';
  return { orderId: '', time: MONDAY, symbol: 'SIM1', quantity, price, fee, slippageCost, reason };
}

/** A year of returns that repeat +2 %, −1 %. */
const zigzag = Array.from(
  { length: 252 },
  (_, row) => 1000 * 1.0098 ** (row >> 1) * (row % 2 ? 1.02 : 1),
);

describe('computeMetrics', () => {
  it('has every key of the specification, and no other than the catalogue', () => {
    const metrics = computeMetrics({ equity: accountWorth(zigzag), trades: [], fills: [] });
    const specified: MetricKey[] = [
      'totalReturn',
      'annualizedReturn',
      'volatility',
      'sharpeRatio',
      'sortinoRatio',
      'calmarRatio',
      'maxDrawdown',
      'maxDrawdownDuration',
      'totalTrades',
      'winRate',
      'profitFactor',
      'avgWin',
      'avgLoss',
      'expectancy',
    ];
    expect(Object.keys(metrics)).toEqual(expect.arrayContaining(specified));
    const others = ['unavailable', 'periodsPerYear'];
    expect(Object.keys(metrics).toSorted()).toEqual(
      [...Object.keys(METRICS), ...others].toSorted(),
    );
  });

  it('measures closed trades net of fees', () => {
    const trades = [trade(30, 2), trade(10, 4), trade(-20, 3), trade(0, 3)];
    const metrics = computeMetrics({ equity: accountWorth(zigzag), trades, fills: [] });
    expect(metrics).toMatchObject({
      closedTrades: 4,
      totalTrades: 4,
      winRate: 0.5,
      profitFactor: 2,
      avgWin: 20,
      avgLoss: -20,
      expectancy: 5,
      bestTrade: 30,
      worstTrade: -20,
      averageHoldingDays: 3,
      payoffRatio: 1,
      longestWinningStreak: 2,
      longestLosingStreak: 1,
    });
  });

  it('has no streak without a trade, and one of length 0 where none won', () => {
    const of = (...trades: TradeRecord[]) =>
      computeMetrics({ equity: accountWorth(zigzag), trades, fills: [] });
    expect(of().unavailable.longestWinningStreak).toBe('no trade was closed');
    expect(of(trade(-1), trade(-2))).toMatchObject({
      longestWinningStreak: 0,
      longestLosingStreak: 2,
    });
    expect(of(trade(-1)).unavailable.payoffRatio).toBe('no trade won');
    expect(of(trade(1)).unavailable.payoffRatio).toBe('no trade lost');
  });

  it('adds up what trading cost', () => {
    const fills = [fill(10, 100, 1, 2), fill(-10, 102, 3, 4)];
    const metrics = computeMetrics({ equity: accountWorth(zigzag), trades: [], fills });
    expect(metrics.feesPaid).toBe(4);
    expect(metrics.slippagePaid).toBe(6);
    const years = (weekdays(252)[251] - MONDAY) / DAY / 365.2425;
    const meanEquity = zigzag.reduce((sum, value) => sum + value, 0) / 252;
    expect(metrics.turnover).toBeCloseTo(2020 / meanEquity / years, 12);
    expect(metrics.costsPaid).toBe(10);
    expect(metrics.costsPerYear).toBeCloseTo(10 / meanEquity / years, 14);
    const gross = zigzag[251] - 1000 + 10;
    // Without slippage bought at 99.8 and sold at 102.4.
    expect(metrics.breakEvenCostBps).toBeCloseTo((1e4 * gross) / (998 + 1024), 8);
  });

  it('has no break-even cost where nothing was traded, and one below 0 for what loses by itself', () => {
    const equity = accountWorth([...zigzag.slice(0, 100), 900]);
    const idle = computeMetrics({ equity, trades: [], fills: [] });
    expect(idle.unavailable.breakEvenCostBps).toBe('nothing was traded');
    const lost = computeMetrics({ equity, trades: [], fills: [fill(10, 100, 0, 0)] });
    expect(lost.breakEvenCostBps).toBeCloseTo((1e4 * -100) / 1000, 8);
  });

  it('counts a break-even cost of fills in another currency in that of the account', () => {
    const equity = accountWorth([...zigzag.slice(0, 100), 900]);
    const abroad = { ...fill(10, 100, 0, 5), rate: 2 };
    const { breakEvenCostBps } = computeMetrics({ equity, trades: [], fills: [abroad] });
    expect(breakEvenCostBps).toBeCloseTo((1e4 * (-100 + 5)) / (2000 - 5), 8);
  });

  it('tells a year from 30 days on', () => {
    const over = (days: number) =>
      computeHoldingMetrics(Float64Array.of(MONDAY, MONDAY + days * DAY), Float64Array.of(1, 2));
    expect(over(30).annualizedReturn).toBeCloseTo(2 ** (365.2425 / 30) - 1, 0);
    expect(over(29.9).unavailable.annualizedReturn).toBe('needs 30 days of history, has 29.9');
  });

  it('has no interval of more bars than can be drawn again', () => {
    const values = Float64Array.from({ length: 100_100 }, (_, bar) => 100 + (bar % 7));
    const { unavailable } = computeHoldingMetrics(weekdays(100_100), values);
    expect(unavailable.sharpeLow95).toBe('100099 bars are too many to resample');
  });

  it('tells growth by elapsed time from growth by bars', () => {
    const { annualizedReturn, annualReturnByBars, totalReturn } = computeHoldingMetrics(
      weekdays(252),
      Float64Array.from(zigzag),
    );
    const growth = 1 + (totalReturn ?? 0);
    const years = (weekdays(252)[251] - MONDAY) / DAY / 365.2425;
    expect(annualReturnByBars).toBeCloseTo(growth ** (252 / 251) - 1, 12);
    expect(annualizedReturn).toBeCloseTo(growth ** (1 / years) - 1, 12);
  });

  it('counts bars that gained and lost, in a row and in all', () => {
    const moves = [0.01, 0.01, 0.01, -0.01, 0, -0.01, -0.01, 0.02, ...Array(20).fill(0)];
    let value = 100;
    const values = [100, ...moves.map((move) => (value *= 1 + move))];
    const metrics = computeMetrics({ equity: accountWorth(values), trades: [], fills: [] });
    expect(metrics).toMatchObject({ longestWinningBars: 3, longestLosingBars: 2 });
    expect(metrics.winningBars).toBeCloseTo(4 / 7, 12);
    expect(metrics.bestReturn).toBeCloseTo(0.02, 12);
    // Below the third value at the five closes after it, and above it from the ninth on.
    expect(metrics.timeUnderWater).toBeCloseTo(4 / 28 + 21 / 28, 12);
  });

  it('counts what was traded in the account’s currency', () => {
    const turnover = (fills: readonly FillRecord[]) =>
      computeMetrics({ equity: accountWorth(zigzag), trades: [], fills }).turnover ?? Number.NaN;
    const dollars = turnover([fill(10, 100, 1, 2)]);
    expect(turnover([{ ...fill(10, 100, 1, 2), rate: 1.25 }])).toBeCloseTo(dollars * 1.25, 12);
  });

  it('adds up what else moved equity, and says 0 where nothing did', () => {
    const flow = {
      time: MONDAY,
      dividends: 5,
      interest: -3,
      borrowFees: 2,
      exchangeCosts: 1,
      exchangeGains: -4,
    };
    const equity = accountWorth(zigzag);
    const flows = [flow, { ...flow, dividends: 7 }];
    const paid = { ...fill(10, 100, 1, 2), exchangeCost: 2 };
    expect(computeMetrics({ equity, trades: [], fills: [paid], flows })).toMatchObject({
      dividendsReceived: 12,
      interestReceived: -6,
      borrowFeesPaid: 4,
      exchangeCostsPaid: 2,
      exchangeGains: -8,
      costsPaid: 5,
      allCostsPaid: 9,
    });
    expect(computeMetrics({ equity, trades: [], fills: [] })).toMatchObject({
      dividendsReceived: 0,
      interestReceived: 0,
      exchangeGains: 0,
    });
  });

  it('counts time in the market and leverage from gross exposure', () => {
    const account = accountWorth([100, 100, 100, 200]);
    const equity = { ...account, grossExposure: Float64Array.of(0, 50, 150, 200) };
    const metrics = computeMetrics({ equity, trades: [], fills: [] });
    expect(metrics.exposure).toBe(0.75);
    expect(metrics.averageGrossExposure).toBe(0.75);
  });

  it('gives no figure without a reason, and no reason without a gap', () => {
    for (const values of [[100], [100, 101], Array(300).fill(100), zigzag, [100, 50, -1, 20]]) {
      const metrics = computeMetrics({ equity: accountWorth(values), trades: [], fills: [] });
      for (const key of Object.keys(METRICS) as MetricKey[]) {
        const missing = metrics[key] === null;
        expect(missing ? metrics.unavailable[key] : undefined, key).toBe(metrics.unavailable[key]);
        if (missing) expect(metrics.unavailable[key], key).toMatch(/\w/);
      }
    }
  });

  it('refuses to annualise nineteen returns or three weeks', () => {
    const metrics = computeHoldingMetrics(weekdays(20), Float64Array.from(zigzag.slice(0, 20)));
    expect(metrics.sharpeRatio).toBeNull();
    expect(metrics.unavailable.sharpeRatio).toBe('needs 20 bar returns, has 19');
    expect(metrics.annualizedReturn).toBeNull();
    expect(metrics.unavailable.calmarRatio).toBe('needs 30 days of history, has 25.0');
    expect(metrics.totalReturn).toBeGreaterThan(0);
  });

  it('shows ruin as ruin', () => {
    const metrics = computeMetrics({
      equity: accountWorth([100, ...Array(30).fill(120), -6]),
      trades: [],
      fills: [],
    });
    expect(metrics.totalReturn).toBeCloseTo(-1.06, 12);
    expect(metrics.maxDrawdown).toBeCloseTo(1.05, 12);
    expect(metrics.annualizedReturn).toBeNull();
    expect(metrics.unavailable.sharpeRatio).toBe('equity fell to -6 at 2024-02-13');
  });

  it('has no Sharpe ratio for an account that never moved', () => {
    const metrics = computeMetrics({
      equity: accountWorth(Array(60).fill(5)),
      trades: [],
      fills: [],
    });
    expect(metrics.unavailable.sharpeRatio).toBe('equity never varies');
    expect(metrics.volatility).toBe(0);
    expect(metrics.totalReturn).toBe(0);
  });

  it('counts the first bar from starting capital only when the account moved in it', () => {
    const equity = accountWorth(zigzag);
    const still = computeMetrics({ equity, trades: [], fills: [] }, { initialCapital: 1000 });
    expect(still).toEqual(computeMetrics({ equity, trades: [], fills: [] }));
    const moved = computeMetrics({ equity, trades: [], fills: [] }, { initialCapital: 800 });
    expect(moved.totalReturn).toBeCloseTo(zigzag[251] / 800 - 1, 12);
    expect(moved.sharpeRatio).not.toBe(still.sharpeRatio);
  });

  it('takes the risk-free rate off Sharpe and Sortino', () => {
    const run = { equity: accountWorth(zigzag), trades: [], fills: [] };
    const free = computeMetrics(run, { riskFreeRate: 0.05 });
    const plain = computeMetrics(run);
    const perBar = 1.05 ** (1 / 252) - 1;
    const volatility = plain.volatility ?? Number.NaN;
    expect((plain.sharpeRatio ?? 0) - (free.sharpeRatio ?? 0)).toBeCloseTo(
      (perBar * 252) / volatility,
      10,
    );
    expect(free.sortinoRatio).toBeLessThan(plain.sortinoRatio ?? 0);
  });

  it('has only finite figures, whatever the account went through', () => {
    const value = fc.double({ min: -1e4, max: 1e9, noNaN: true });
    const path = fc.array(fc.oneof(value, fc.constant(100)), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(path, path, (values, others) => {
        const equity = accountWorth([100, ...values]);
        const benchmark = Float64Array.from(equity.equity, (_, row) => others[row] ?? 100);
        const metrics = computeMetrics({ equity, trades: [], fills: [], benchmark });
        for (const key of Object.keys(METRICS) as MetricKey[]) {
          expect(metrics[key] === null || Number.isFinite(metrics[key]), key).toBe(true);
          expect(metrics.unavailable[key], key).not.toBe(BEYOND_NUMBERS);
        }
      }),
    );
  });

  it('has a reason for every figure that numbers of any size cannot give', () => {
    const value = fc.double({ min: -1e300, max: 1e300, noNaN: true });
    const path = fc.array(value, { minLength: 40, maxLength: 60 });
    const sizes = fc.constantFrom(Math.abs, (each: number) => each);
    fc.assert(
      fc.property(
        path,
        path,
        sizes,
        fc.double({ min: 1e-300, max: 1e300, noNaN: true }),
        (...drawn) => {
          const [values, others, size, first] = drawn;
          const equity = accountWorth([first, ...values.map(size)]);
          const benchmark = Float64Array.from(equity.equity, (_, row) =>
            Math.abs(others[row] ?? 1),
          );
          const metrics = computeMetrics({ equity, trades: [], fills: [], benchmark });
          for (const key of Object.keys(METRICS) as MetricKey[]) {
            const known = Number.isFinite(metrics[key]);
            expect(known || /\w/.test(metrics.unavailable[key] ?? ''), key).toBe(true);
          }
        },
      ),
    );
  });

  it('calls a rise that is no return by its numbers', () => {
    const equity = accountWorth([1, ...Array(30).fill(2), 1e70]);
    expect(computeMetrics({ equity, trades: [], fills: [] }).unavailable.sharpeRatio).toBe(
      'equity rose from 2 to 1e+70 at 2024-02-13, which is no return',
    );
  });

  it('stops at equity that is not a number', () => {
    const run = { equity: accountWorth([100, Number.NaN]), trades: [], fills: [] };
    expect(() => computeMetrics(run)).toThrow('equity is finite');
  });
});
