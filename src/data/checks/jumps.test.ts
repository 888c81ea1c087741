import { describe, expect, it } from 'vitest';
import { type Bar, barTableOf, type Interval, intervalMs, Random } from '#base';
import type { MarketKind } from '#config';
import { MarketHours } from '../sessions/market-hours.ts';
import { FindingLog } from './finding.ts';
import { findJumps } from './jumps.ts';

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2020, 0, 1);

interface Made {
  readonly seed: number;
  readonly days: number;
  /** Volatility a day, as a fraction. */
  readonly sigma: number;
}

/** A return with the tails of prices: Student's t with four degrees of freedom, of standard deviation 1. */
function tailed(random: Random): number {
  let squares = 0;
  for (let at = 0; at < 4; at++) squares += random.normal() ** 2;
  return random.normal() / Math.sqrt(squares / 4) / Math.SQRT2;
}

/** Daily bars of a stock: a third of the variance overnight, wild days with more volume. */
function stock({ seed, days, sigma }: Made): Bar[] {
  const random = new Random(seed);
  const bars: Bar[] = [];
  let close = 100;
  for (let day = 0; day < days; day++) {
    const open = close * Math.exp(sigma * Math.sqrt(1 / 3) * tailed(random));
    const move = sigma * Math.sqrt(2 / 3) * tailed(random);
    const next = open * Math.exp(move);
    const volume = 1e6 * Math.exp(0.4 * random.normal() + Math.abs(move) / sigma / 3);
    const high = Math.max(open, next) * Math.exp((sigma / 3) * Math.abs(random.normal()));
    const low = Math.min(open, next) * Math.exp((-sigma / 3) * Math.abs(random.normal()));
    bars.push({ time: FIRST_DAY + day * DAY_MS, open, high, low, close: next, volume });
    close = next;
  }
  return bars;
}

/** The bars with a split before row `at`, `ratio` new shares for one. */
function splitAt(bars: readonly Bar[], at: number, ratio: number): Bar[] {
  return bars.map((bar, row) => {
    if (row < at) return bar;
    const [open, high, low, close] = [bar.open, bar.high, bar.low, bar.close].map((p) => p / ratio);
    return { time: bar.time, open, high, low, close, volume: bar.volume * ratio };
  });
}
const silent = (bars: readonly Bar[]) => bars.map((bar) => ({ ...bar, volume: 0 }));

function search(bars: readonly Bar[], interval: Interval = '1d', kind?: MarketKind) {
  const log = new FindingLog();
  const hours = kind === undefined ? undefined : new MarketHours(kind);
  const splitRatio = new Float64Array(bars.length).fill(1);
  const splits = findJumps(log, barTableOf(bars), { interval, hours, splitRatio });
  return { splits, codes: log.findings.map(({ code }) => code), findings: log.findings };
}

const RATIOS = [1.5, 2, 3, 4, 5, 7, 10, 20, 50].flatMap((ratio) => [ratio, 1 / ratio]).slice(0, -1);

describe('a split', () => {
  it.each(RATIOS.filter((ratio) => Math.abs(ratio - 2 / 3) > 1e-9))(
    'of %d new shares for one is suspected where it falls, with volume and without',
    (ratio) => {
      const bars = splitAt(stock({ seed: 5, days: 200, sigma: 0.015 }), 120, ratio);
      for (const made of [bars, silent(bars)]) {
        const { splits } = search(made);
        expect(splits).toHaveLength(1);
        expect(splits[0]).toMatchObject({ time: made[120].time, ratio });
      }
    },
  );

  it('is found in markets so wild that a tenth a day is usual', () => {
    const found = [2, 3, 10, 1 / 10, 1 / 20].map((ratio) => {
      let count = 0;
      for (let seed = 1; seed <= 40; seed++) {
        const bars = splitAt(stock({ seed, days: 120, sigma: 0.05 }), 100, ratio);
        if (search(bars).splits.some((split) => split.time === bars[100].time)) count++;
      }
      return count;
    });
    expect(Math.min(...found)).toBeGreaterThanOrEqual(36);
  });

  it('is not seen in 400 years of stocks without one, calm or wild', () => {
    let suspected = 0;
    let outliers = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const sigma = [0.008, 0.02, 0.035, 0.06][seed % 4];
      const bars = stock({ seed: seed + 1000, days: 2520, sigma });
      for (const made of [bars, silent(bars)]) {
        const { codes } = search(made);
        suspected += codes.filter((code) => code === 'split-suspected').length;
        outliers += codes.filter((code) => code === 'outlier').length;
      }
    }
    expect(suspected).toBe(0);
    // Of two hundred thousand bars with such tails, a leap of 12σ by a factor of 1.7 is no wonder.
    expect(outliers).toBeLessThan(5);
  });

  it('is none when the money traded says that it is a crash', () => {
    const bars = splitAt(stock({ seed: 3, days: 200, sigma: 0.015 }), 120, 2);
    bars[120] = { ...bars[120], volume: bars[120].volume * 8 };
    expect(search(bars).codes).toEqual([]);
  });

  it('is certain enough to act on with volumes, and without only when nothing else could be', () => {
    const isSure = (sigma: number, ratio: number, quiet: boolean) => {
      const bars = splitAt(stock({ seed: 5, days: 200, sigma }), 120, ratio);
      return search(quiet ? silent(bars) : bars).splits.map((split) => split.isSure);
    };
    expect(isSure(0.04, 2, false)).toEqual([true]);
    expect(isSure(0.04, 2, true)).toEqual([false]);
    expect(isSure(0.01, 2, true)).toEqual([true]);
  });
});

describe('a split within the day’s bars', () => {
  const stocks = new MarketHours('us-stocks');

  /** Minutes of a month of sessions; `breakAt` rows later the price halves. */
  function minutes(days: number): Bar[] {
    const random = new Random(8);
    const bars: Bar[] = [];
    let close = 100;
    for (let day = FIRST_DAY; bars.length < days * 390; day += DAY_MS) {
      const session = stocks.sessionOf(day);
      if (session === null) continue;
      close *= Math.exp(0.01 * random.normal());
      for (let time = session.openTime; time < session.closeTime; time += intervalMs('1m')) {
        const open = close;
        close *= Math.exp(0.0006 * random.normal());
        // The first minute of a day is the busiest.
        const volume = time === session.openTime ? 50_000 : 1000;
        const [high, low] = [Math.max(open, close), Math.min(open, close)];
        bars.push({ time, open, high, low, close, volume });
      }
    }
    return bars;
  }

  it('is suspected overnight, whatever the volume of the first bar', () => {
    const bars = minutes(10);
    const opens = bars.flatMap((bar, row) =>
      row > 0 && bar.time - bars[row - 1].time > intervalMs('1m') ? [row] : [],
    );
    for (const ratio of [1.5, 2, 10, 1 / 20]) {
      const { splits } = search(splitAt(bars, opens[4], ratio), '1m', 'us-stocks');
      expect(splits).toMatchObject([{ time: bars[opens[4]].time, ratio }]);
      expect(search(splitAt(bars, opens[4], ratio), '1m').splits).toHaveLength(1);
    }
    expect(search(bars, '1m', 'us-stocks').codes).toEqual([]);
  });

  it('is not looked for in nights that are taken back, which are measured as nights', () => {
    const bars = minutes(10);
    const open = bars.findIndex(
      (bar, row) => row > 0 && bar.time - bars[row - 1].time > DAY_MS / 2,
    );
    const price = bars[open - 1].close * 1.02;
    const leap = { ...bars[open], open: price, high: price, low: price, close: price };
    expect(search(bars.with(open, leap), '1m', 'us-stocks').codes).toEqual([]);
    const noon = open + 200;
    const above = bars[noon].close * 1.02;
    const print = { ...bars[noon], high: above, close: above };
    expect(search(bars.with(noon, print), '1m', 'us-stocks').codes).toEqual(['outlier']);
  });

  it('is none within a session, but a price gone astray', () => {
    const bars = splitAt(minutes(10), 1000, 2);
    expect(search(bars, '1m', 'us-stocks').codes).toEqual(['outlier']);
  });
});

describe('a wrong print', () => {
  const calm = stock({ seed: 12, days: 200, sigma: 0.01 });

  it('is a close that the next takes back, once', () => {
    const close = calm[100].close * 1.3;
    const bars = calm.with(100, { ...calm[100], close, high: close * 1.001 });
    const { codes, findings } = search(bars);
    expect(codes).toEqual(['outlier']);
    expect(findings[0].time).toBe(bars[100].time);
  });

  it('is a whole bar at half or at double the price, and neither a split', () => {
    for (const factor of [0.5, 2, 10]) {
      const [open, high, low, close] = [
        calm[100].open,
        calm[100].high,
        calm[100].low,
        calm[100].close,
      ].map((price) => price * factor);
      const bars = calm.with(100, { ...calm[100], open, high, low, close });
      expect(search(bars).codes, String(factor)).toEqual(['outlier']);
    }
  });

  it('is a high or low with the point at the wrong place', () => {
    const high = calm.with(100, { ...calm[100], high: calm[100].high * 10 });
    const low = calm.with(100, { ...calm[100], low: calm[100].low / 10 });
    for (const bars of [high, low]) expect(search(bars).codes).toEqual(['outlier']);
  });

  it('is no leap that stays, unless prices are elsewhere without trade', () => {
    expect(search(splitAt(calm, 100, 1.4)).codes).toEqual([]);
    expect(search(splitAt(calm, 100, 1 / 1.78)).codes).toEqual(['outlier']);
    expect(search(splitAt(calm, 100, 100)).codes).toEqual(['outlier']);
  });

  it('is a price in another unit, whichever way, which by itself is no heavy trading', () => {
    for (const factor of [0.01, 100]) {
      const bars = calm.map((bar, row) => {
        if (row < 100) return bar;
        const [open, high, low, close] = [bar.open, bar.high, bar.low, bar.close];
        const prices = [open, high, low, close].map((price) => price * factor);
        return { ...bar, open: prices[0], high: prices[1], low: prices[2], close: prices[3] };
      });
      const { codes, findings } = search(bars);
      expect(codes, String(factor)).toEqual(['outlier']);
      expect(findings[0].time).toBe(bars[100].time);
    }
  });

  it('is not found in a market that stands still and moves by ticks', () => {
    const random = new Random(4);
    let price = 2;
    const ticks = calm.map((bar) => {
      if (random.uniform() < 0.1) price += random.uniform() < 0.5 && price > 1 ? -0.25 : 0.25;
      return { ...bar, open: price, high: price, low: price, close: price };
    });
    expect(search(ticks).codes).toEqual([]);
  });
});
