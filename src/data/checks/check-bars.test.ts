import { describe, expect, it } from 'vitest';
import { type BarTable, barTableOf } from '#base';
import type { CorporateAction } from '../provider.ts';
import { checkBars } from './check-bars.ts';

const DAY_MS = 86_400_000;

/** Quiet days; the price takes `jump` on row 50, the volume `volumeJump`. */
function quietDays(jump: number, volumeJump: number): BarTable {
  const bars = Array.from({ length: 80 }, (_, row) => {
    const close = (100 + (row % 3)) * (row < 50 ? 1 : jump);
    const volume = 1000 * (row === 50 ? volumeJump : 1);
    const time = row * DAY_MS;
    return { time, open: close, high: close * 1.01, low: close * 0.99, close, volume };
  });
  return barTableOf(bars);
}

function findings(table: BarTable, actions: readonly CorporateAction[] = []): string[] {
  return checkBars(table, { symbol: 'X', interval: '1d', actions }).findings.map(
    ({ code }) => code,
  );
}

describe('a jump', () => {
  const split: CorporateAction = { time: 50 * DAY_MS, kind: 'split', value: 2 };

  it('near a usual ratio is a suspected split, forward or reverse', () => {
    expect(findings(quietDays(1 / 2, 2))).toEqual(['split-suspected']);
    expect(findings(quietDays(1 / 10, 10))).toEqual(['split-suspected']);
    expect(findings(quietDays(2 / 3, 1.5))).toEqual(['split-suspected']);
    expect(findings(quietDays(8, 1 / 8))).toEqual(['split-suspected']);
  });

  it('of a size that wild days have all the time is nothing', () => {
    const wild = Array.from({ length: 80 }, (_, row) => {
      const close = 100 * 1.2 ** (row % 2) * (row < 50 ? 1 : 0.6);
      return { time: row * DAY_MS, open: close, high: close, low: close, close, volume: 1 };
    });
    expect(findings(barTableOf(wild))).toEqual([]);
  });

  it('explained by an action is none', () => {
    expect(findings(quietDays(1 / 2, 2), [split])).toEqual([]);
  });

  it('at a ratio of no split is an outlier, unless five times the money is traded', () => {
    expect(findings(quietDays(1 / 1.75, 2))).toEqual(['outlier']);
    expect(findings(quietDays(1 / 1.75, 20))).toEqual([]);
    expect(findings(quietDays(1 / 2, 20))).toEqual([]);
    expect(findings(quietDays(1 / 1.4, 2))).toEqual([]);
  });

  it('that is absent where the actions have a split says that the prices contain it already', () => {
    expect(findings(quietDays(1, 1), [split])).toEqual(['split-already-applied']);
  });
});

describe('standing still', () => {
  it('is a finding a run: five bars alike, bars without volume', () => {
    const bars = Array.from({ length: 40 }, (_, row) => {
      const close = row < 10 ? 50 : 50 + (row % 4);
      const volume = row === 20 || row === 21 || row === 30 ? 0 : 7;
      return { time: row * DAY_MS, open: close, high: close, low: close, close, volume };
    });
    expect(findings(barTableOf(bars))).toEqual(['stale', 'zero-volume', 'zero-volume']);
    const silent = bars.map((bar) => ({ ...bar, volume: 0 }));
    expect(findings(barTableOf(silent))).toEqual(['stale', 'no-volume']);
  });

  it('in a thin market is told only where chance would not bring it', () => {
    const close = (row: number) => 50 + (Math.floor(row / 6) % 7);
    const thin = Array.from({ length: 1200 }, (_, row) => {
      const price = row >= 600 && row < 900 ? 99 : close(row);
      const time = row * DAY_MS;
      return { time, open: price, high: price, low: price, close: price, volume: 7 };
    });
    const found = checkBars(barTableOf(thin), { symbol: 'X', interval: '1d', actions: [] });
    const stale = found.findings.filter(({ code }) => code === 'stale');
    expect(stale.map(({ bars }) => bars)).toEqual([300]);
    const stands = barTableOf(thin.slice(600, 620));
    expect(findings(stands)).toEqual(['stale']);
  });

  it('and odd stamps are a finding a run', () => {
    const times = [0, DAY_MS, DAY_MS + 3_600_000, DAY_MS + 7_200_000, 3 * DAY_MS];
    const price = { open: 1, high: 9, low: 1, volume: 1 };
    const table = barTableOf(times.map((time, row) => ({ time, close: 1 + row, ...price })));
    const { findings: found } = checkBars(table, { symbol: 'X', interval: '1d', actions: [] });
    expect(found.map(({ code, bars }) => `${code} ${bars}`)).toEqual([
      'too-close 2',
      'off-midnight 2',
    ]);
  });
});

describe('findings', () => {
  it('are all counted and kept up to a thousand of a code', () => {
    const bars = Array.from({ length: 20_000 }, (_, row) => ({
      time: row * DAY_MS,
      open: 10,
      high: 12,
      low: 9,
      close: 10 + (row % 3) / 10,
      volume: row % 2,
    }));
    const { health, findings: kept } = checkBars(barTableOf(bars), {
      symbol: 'X',
      interval: '1d',
      actions: [],
    });
    expect(health.findings).toEqual({ 'zero-volume': 10_000 });
    expect(kept.length).toBe(1000);
  });
});

describe('health', () => {
  it('counts what was left out by the source and here, and each finding by its code', () => {
    const table = quietDays(1 / 2, 2);
    table.high[5] = 1;
    const earlier = [{ time: 0, code: 'high-low' as const, place: 'x', detail: 'y' }];
    const { health, clean } = checkBars(table, {
      symbol: 'X',
      interval: '1d',
      actions: [],
      quarantine: earlier,
    });
    expect(clean.time.length).toBe(79);
    expect(health).toEqual({
      symbol: 'X',
      bars: 79,
      quarantined: 2,
      // A market of seven days a week misses the day that was left out.
      gaps: 1,
      findings: { 'high-low': 2, 'split-suspected': 1 },
      repaired: {},
    });
  });

  it('counts what was repaired, and what an inferred split leaves of a jump', () => {
    const table = quietDays(1 / 2, 2);
    table.high[5] = table.close[5] * 0.995;
    const repairs = ['widen-high-low', 'infer-splits'] as const;
    const context = { symbol: 'X', interval: '1d', actions: [], repairs } as const;
    const { health, clean, actions, mended } = checkBars(table, context);
    expect(clean.time.length).toBe(80);
    expect(health).toMatchObject({ quarantined: 0, gaps: 0, findings: {} });
    expect(health.repaired).toEqual({ 'widen-high-low': 1, 'infer-splits': 1 });
    expect(actions).toEqual([{ time: 50 * DAY_MS, kind: 'split', value: 2 }]);
    expect(mended.map(({ place, detail }) => `${place}: ${detail}`)).toEqual([
      'X row 6: open 102 is above high 101.49',
      'X 1970-02-20: 2 new shares for one',
    ]);
  });
});
