import { describe, expect, it } from 'vitest';
import { barAt, type BarTable, barTableOf, type Interval, sliceBars } from '#base';
import { systemSchema } from '#config';
import { restarted } from '../../../tests/contracts/feature.ts';
import { randomBars } from '../../../tests/support/random-bars.ts';
import { FEATURES } from '../catalog/catalog.ts';
import { featureSet } from '../catalog/feature-set.ts';
import type { FeatureSettings } from '../catalog/feature-settings.ts';
import { FeatureStream } from '../pipeline/feature-stream.ts';
import { computeFeatures } from '../pipeline/feature-table.ts';
import { atInterval } from './at-interval.ts';

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;

function settingsOf(interval: Interval): FeatureSettings {
  const { features, data } = systemSchema.parse({ data: { interval } });
  return { features: { ...features, scalingWindowBars: 25 }, data };
}

const rsi = FEATURES.filter(({ name }) => name === 'rsi14' || name === 'ret5_vol');

const lifted = (base: Interval, higher: Interval) =>
  featureSet(
    settingsOf(base),
    rsi.map((definition) => atInterval(definition, base, higher)),
  );

const hourly: BarTable = {
  ...randomBars(3, 600),
  time: Float64Array.from({ length: 600 }, (_, row) => Date.UTC(2024, 0, 1) + row * HOUR_MS),
};

/** Bars put together by a rule that says when each group began, without any of the product's code. */
function groups(bars: BarTable, startOf: (time: number) => number): BarTable {
  const made: {
    time: number;
    open: number;
    high: number;
    low: number;
    close: number;
    volume: number;
  }[] = [];
  for (let row = 0; row < bars.time.length; row++) {
    const { time, open, high, low, close, volume } = barAt(bars, row);
    const last = made.at(-1);
    if (last === undefined || last.time !== startOf(time)) {
      made.push({ time: startOf(time), open, high, low, close, volume });
    } else {
      last.high = Math.max(last.high, high);
      last.low = Math.min(last.low, low);
      last.close = close;
      last.volume += volume;
    }
  }
  return barTableOf(made);
}

describe('a feature at a higher interval', () => {
  it('is that of the newest closed bar: four hours of hours, with a few hours missing', () => {
    const kept = hourly.time.filter((_, row) => row % 37 !== 5);
    const rows = [...kept].map((time) => hourly.time.indexOf(time));
    const bars = barTableOf(rows.map((row) => barAt(hourly, row)));
    const startOf = (time: number) => Math.floor(time / (4 * HOUR_MS)) * 4 * HOUR_MS;
    const higher = groups(bars, startOf);
    const plain = computeFeatures(featureSet(settingsOf('4h'), rsi), [
      { symbol: 'BTC/USDT', adjusted: higher },
    ])[0];
    const values = computeFeatures(lifted('1h', '4h'), [{ symbol: 'BTC/USDT', adjusted: bars }])[0];
    let known = 0;
    bars.time.forEach((time, row) => {
      // Closed: it began before this bar's own, or this bar ends it.
      const closed = higher.time.filter((start) => start + 4 * HOUR_MS <= time + HOUR_MS).length;
      values.forEach((column, at) => {
        const expected = closed === 0 ? Number.NaN : plain[at][closed - 1];
        expect(Object.is(column[row], expected), `row ${row}`).toBe(true);
        if (!Number.isNaN(expected)) known++;
      });
    });
    expect(known).toBeGreaterThan(1000);
  });

  it('is that of the newest closed week of daily bars', () => {
    const bars = randomBars(4, 300);
    const monday = Date.UTC(2010, 0, 4);
    const startOf = (time: number) => Math.floor((time - monday) / WEEK_MS) * WEEK_MS + monday;
    const plain = computeFeatures(featureSet(settingsOf('1w'), rsi), [
      { symbol: 'BTC/USDT', adjusted: groups(bars, startOf) },
    ])[0];
    const values = computeFeatures(lifted('1d', '1w'), [{ symbol: 'BTC/USDT', adjusted: bars }])[0];
    bars.time.forEach((time, row) => {
      const weeks = Math.floor((time + WEEK_MS / 7 - startOf(bars.time[0])) / WEEK_MS);
      values.forEach((column, at) => {
        expect(Object.is(column[row], plain[at][weeks - 1] ?? Number.NaN), `row ${row}`).toBe(true);
      });
    });
  });

  it('never looks ahead, wherever its history is cut', () => {
    const set = lifted('1h', '4h');
    const compute = (adjusted: BarTable) =>
      computeFeatures(set, [{ symbol: 'BTC/USDT', adjusted }])[0];
    const full = compute(hourly);
    for (let rows = 0; rows <= 600; rows += 7) {
      compute(sliceBars(hourly, 0, rows)).forEach((column, at) => {
        expect(column.every((value, row) => Object.is(value, full[at][row]))).toBe(true);
      });
    }
  });

  it('goes on from a saved state as if it had never stopped', () => {
    const set = lifted('1h', '4h');
    const whole = new FeatureStream(set, 'BTC/USDT');
    for (const stop of [0, 1, 2, 3, 4, 63, 300]) {
      let stream = new FeatureStream(set, 'BTC/USDT');
      for (let row = 0; row < 400; row++) {
        if (row === stop) stream = restarted(stream, set, 'BTC/USDT');
        stream.advance(barAt(hourly, row));
      }
      if (stop === 0) for (let row = 0; row < 400; row++) whole.advance(barAt(hourly, row));
      expect(stream.row).toEqual(whole.row);
      expect(stream.saveState()).toEqual(whole.saveState());
    }
  });

  it('says about how many base bars its warm-up takes', () => {
    const [weekly] = lifted('1d', '1w').definitions;
    expect(weekly).toMatchObject({ name: 'ret5_vol@1w', warmupBars: 5 * 21 - 1 });
    expect(lifted('1h', '4h').definitions[1]).toMatchObject({
      name: 'rsi14@4h',
      warmupBars: 4 * 15 - 1,
    });
  });
});
