import { describe, expect, it } from 'vitest';
import { excessKurtosis, mean, periodsPerYear, type Interval, standardDeviation } from '#base';
import { systemSchema } from '#config';
import { type SimulatedSettings, simulatedMarket } from './simulated-market.ts';
import { timetableOf } from './timetable.ts';

const DAY_MS = 86_400_000;

function path(
  overrides: Partial<SimulatedSettings>,
  length: number,
  number = 1,
  interval: Interval = '1d',
) {
  const settings = { ...systemSchema.parse({}).data.simulated, ...overrides };
  const market = simulatedMarket(5, settings, interval);
  return market.asset(number, market.shared(length));
}

function logReturns(close: Float64Array): Float64Array {
  return close.slice(1).map((price, row) => Math.log(price / close[row]));
}

function simpleReturns(from: Float64Array, to: Float64Array): Float64Array {
  return from.map((price, row) => to[row] / price - 1);
}

function correlation(x: Float64Array, y: Float64Array): number {
  const [mx, my] = [mean(x), mean(y)];
  const product = mean(x.map((value, row) => (value - mx) * (y[row] - my)));
  return product / (standardDeviation(x) * standardDeviation(y));
}

/** |mean| in standard errors of it. */
function tStatistic(values: Float64Array): number {
  return mean(values) / (standardDeviation(values) / Math.sqrt(values.length));
}

describe('the simulated market', () => {
  it('is a martingale when edge and drift are off', () => {
    const n = 500_000;
    const { bars, momentum, volatility } = path(
      { optimalSharpe: 0, annualDrift: 0, annualVolatility: 0.6 },
      n,
    );
    const closeToClose = simpleReturns(bars.close.subarray(0, n - 1), bars.close.subarray(1));
    const nights = simpleReturns(bars.close.subarray(0, n - 1), bars.open.subarray(1));
    const sessions = simpleReturns(bars.open, bars.close);
    const standardised = closeToClose.map((value, row) => value / volatility[row + 1]);
    const followed = standardised.map((value, row) => value * momentum[row]);
    for (const values of [closeToClose, nights, sessions, standardised, followed]) {
      expect(Math.abs(tStatistic(values))).toBeLessThan(3);
    }
    // The mean of log returns, which is what a careless generator sets to 0, is far from it.
    expect(tStatistic(logReturns(bars.close))).toBeLessThan(-8);
  });

  it('has the drift, volatility and correlation asked for', () => {
    const settings = {
      optimalSharpe: 0,
      annualDrift: 0.4,
      annualVolatility: 0.3,
      correlation: 0.5,
    };
    const n = 400_000;
    const [one, two] = [1, 2].map((number) => path(settings, n, number));
    const returns = simpleReturns(one.bars.close.subarray(0, n - 1), one.bars.close.subarray(1));
    expect(Math.abs(mean(returns) * 252 - 0.4)).toBeLessThan((3 * 0.3) / Math.sqrt(n / 252));
    expect(standardDeviation(returns) * Math.sqrt(252)).toBeCloseTo(0.3, 1);
    const standardised = [one, two].map(({ bars, volatility }) =>
      logReturns(bars.close).map((value, row) => value / volatility[row + 1]),
    );
    expect(correlation(standardised[0], standardised[1])).toBeCloseTo(0.5, 2);
    expect(standardDeviation(standardised[0])).toBeCloseTo(Math.sqrt(4 / 3), 2);
  });

  it('has fat tails, clustered volatility, jumps, gaps, and volume that rises with volatility', () => {
    const { bars } = path({}, 100_000);
    const returns = logReturns(bars.close);
    expect(excessKurtosis(returns)).toBeGreaterThan(1.5);
    expect(Math.max(...returns.map(Math.abs)) / standardDeviation(returns)).toBeGreaterThan(8);
    const sizes = returns.map(Math.abs);
    expect(correlation(sizes.subarray(0, -20), sizes.subarray(20))).toBeGreaterThan(0.1);
    const turnover = bars.volume.map((units, row) => Math.log(units * bars.close[row]));
    expect(correlation(sizes, turnover.subarray(1))).toBeGreaterThan(0.3);
    const nights = logReturns(bars.close).map((_, row) =>
      Math.log(bars.open[row + 1] / bars.close[row]),
    );
    expect((standardDeviation(nights) / standardDeviation(returns)) ** 2).toBeCloseTo(0.25, 1);
  });

  it('draws highs and lows that reveal the volatility of the open hours', () => {
    const { bars, volatility } = path({ jumpsPerYear: 0 }, 50_000);
    const parkinson = bars.high.map(
      (high, row) => Math.log(high / bars.low[row]) ** 2 / (4 * Math.LN2) / volatility[row] ** 2,
    );
    expect(mean(parkinson)).toBeGreaterThan(0.9);
    expect(mean(parkinson)).toBeLessThan(1.1);
  });

  it.each([
    {},
    { calendar: 'continuous' },
    { annualVolatility: 3, jumpsPerYear: 100, jumpSigma: 20, annualDrift: 1 },
    { correlation: 0.95, jumpsPerYear: 0 },
    { correlation: 0, optimalSharpe: 10 },
  ] as const)('never makes an impossible bar with %o', (overrides) => {
    const { bars } = path(overrides, 20_000);
    for (let row = 0; row < 20_000; row++) {
      const [open, high, low, close] = [
        bars.open[row],
        bars.high[row],
        bars.low[row],
        bars.close[row],
      ];
      const sound = low > 0 && low <= Math.min(open, close) && Math.max(open, close) <= high;
      expect(sound && high < Infinity && bars.volume[row] >= 1).toBe(true);
    }
  });

  it('opens a continuous market exactly where it closed', () => {
    const { bars } = path({ calendar: 'continuous' }, 1000, 1, '1m');
    expect(bars.open.subarray(1)).toEqual(bars.close.subarray(0, -1));
  });

  it('says so when a price leaves the range of numbers', () => {
    expect(() => path({ annualVolatility: 5 }, 40_000)).toThrow('annualVolatility');
  });
});

describe('the timetable', () => {
  it('trades stocks about 252 weekdays a year and closes on public holidays', () => {
    const timetable = timetableOf('1d', 'stocks');
    const times = timetable.times(Date.UTC(2020, 0, 1), 0);
    const days = [...times].map((time) => new Date(time).toISOString().slice(0, 10));
    expect(days[0]).toBe('2000-01-03');
    expect(Math.abs(days.length / 20 - 252)).toBeLessThan(0.5);
    expect([...times].every((time) => ![0, 6].includes(new Date(time).getUTCDay()))).toBe(true);
    for (const closed of ['2001-12-25', '2004-07-05', '2010-11-25', '2011-12-26', '2015-07-03']) {
      expect(days).not.toContain(closed);
    }
    expect(days).toContain('2010-11-24');
  });

  it('opens stocks at 14:30 UTC and starts the last bar before 21:00', () => {
    const times = timetableOf('1h', 'stocks').times(Date.UTC(2015, 0, 6), 0);
    expect([...times].map((time) => new Date(time).toISOString().slice(0, 16))).toEqual(
      ['14', '15', '16', '17', '18', '19', '20'].map((hour) => `2015-01-05T${hour}:30`),
    );
  });

  it('never closes a continuous market', () => {
    const times = timetableOf('5m', 'continuous').times(Date.UTC(2023, 0, 9), 0);
    expect(times.length).toBe(7 * 288);
    expect(times[times.length - 1] - times[0]).toBe(7 * DAY_MS - 300_000);
  });

  it.each(['1m', '30m', '1h', '4h', '1d', '1w'] as const)(
    'counts as many %s bars a year as the metrics read off its stamps',
    (interval) => {
      for (const calendar of ['stocks', 'continuous'] as const) {
        const timetable = timetableOf(interval, calendar);
        const times = timetable.times(timetable.origin + 364 * DAY_MS, 0);
        expect(periodsPerYear(times)).toBeCloseTo(timetable.barsPerYear, 6);
      }
    },
  );
});
