import type { BarTable, FillRecord } from '#base';
import { describe, expect, it } from 'vitest';
import type { MetricOptions } from './account.ts';
import { computeMetrics, type Measurable } from './compute-metrics.ts';

const DAY = 86_400_000;
const MONDAY = Date.UTC(2024, 0, 1);
const time = Float64Array.from({ length: 100 }, (_, row) => MONDAY + row * DAY);
const flat = new Float64Array(100).fill(10);
const equity = new Float64Array(100).fill(1000);
const curve = { time, equity, cash: equity, grossExposure: equity, netExposure: equity };

function bars(volume: (row: number) => number): BarTable {
  return {
    time,
    open: flat,
    high: flat,
    low: flat,
    close: flat,
    volume: Float64Array.from(time, (_, row) => volume(row)),
  };
}

const fill = (row: number, quantity: number, symbol = 'A'): FillRecord => ({
  orderId: '',
  time: time[row],
  symbol,
  quantity,
  price: 10,
  fee: 0,
  slippageCost: 0,
  reason: 'signal',
});

function measured(
  fills: readonly FillRecord[],
  prices: Measurable['prices'],
  options: MetricOptions = { maxVolumeFraction: 0.1 },
) {
  const run = { equity: curve, trades: [], fills, ...(prices !== undefined && { prices }) };
  const metrics = computeMetrics(run, options);
  return metrics.capacity ?? metrics.unavailable.capacity;
}

/** A fill a bar in 21 bars: one in twenty is the second smallest. */
const fills = Array.from({ length: 21 }, (_, row) => fill(row, row % 2 === 0 ? 2 : -2));

describe('capacity', () => {
  it('is the equity at which the cap would cut one fill in twenty', () => {
    // The bar of row 7 holds the fewest units, that of row 3 the second fewest.
    const volume = (row: number) => (row === 7 ? 50 : row === 3 ? 200 : 1e6);
    expect(measured(fills, { A: bars(volume) })).toBeCloseTo((1000 * 0.1 * 200) / 2, 9);
  });

  it('adds up what is filled of an asset in one bar', () => {
    const halves = fills.flatMap(({ quantity }, row) => [
      fill(row, quantity / 2),
      fill(row, quantity / 2),
    ]);
    const prices = { A: bars(() => 500) };
    expect(measured(halves, prices)).toBe(measured(fills, prices));
  });

  it('passes over assets that report no volume', () => {
    const prices = { A: bars(() => 500), B: bars(() => 0) };
    const both = [...fills, ...fills.map((_, row) => fill(row, 100, 'B'))];
    expect(measured(both, prices)).toBe(measured(fills, prices));
    expect(measured(both, { B: prices.B })).toBe('needs fills in 20 bars with volume, has 0');
  });

  it('says why it is not known', () => {
    const prices = { A: bars(() => 500) };
    expect(measured(fills, prices, { maxVolumeFraction: null })).toBe('the volume cap is off');
    expect(measured(fills, prices, {})).toBe('no volume cap is known');
    expect(measured(fills, undefined)).toBe('no bars are known');
    expect(measured(fills.slice(0, 19), prices)).toBe('needs fills in 20 bars with volume, has 19');
  });
});
