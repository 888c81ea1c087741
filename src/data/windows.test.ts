import { describe, expect, it } from 'vitest';
import { inferenceWindow, TimeSeriesDataset } from './windows.ts';

const features = { values: Float64Array.from({ length: 20 }, (_, at) => at), columns: 2 };
const targets = { values: Float64Array.from({ length: 10 }, (_, row) => 100 + row), columns: 1 };

describe('TimeSeriesDataset', () => {
  it('pairs each window with the target of its last row, without a copy', () => {
    const dataset = new TimeSeriesDataset({ features, targets, seqLen: 3, from: 2, to: 9 });
    expect(dataset.length).toBe(5);
    const { x, y } = dataset.get(0);
    expect([...x]).toEqual([4, 5, 6, 7, 8, 9]);
    expect([...y]).toEqual([104]);
    expect(dataset.lastRow(4)).toBe(8);
    expect([...dataset.get(4).x]).toEqual([12, 13, 14, 15, 16, 17]);
    expect(x.buffer).toBe(features.values.buffer);
  });

  it('is empty when the rows do not fill a window, and has no sample past its end', () => {
    const short = new TimeSeriesDataset({ features, targets, seqLen: 8, from: 4 });
    expect(short.length).toBe(0);
    expect(() => short.get(0)).toThrow('the sample exists');
    expect(() => new TimeSeriesDataset({ features, targets, seqLen: 3 }).get(8)).toThrow(
      'the sample exists',
    );
    const fewer = { values: targets.values.subarray(1), columns: 1 };
    expect(() => new TimeSeriesDataset({ features, targets: fewer, seqLen: 3 })).toThrow(
      'row of targets',
    );
  });
});

describe('an inference window', () => {
  it('ends on the row asked for, the newest included, and needs no target', () => {
    expect([...inferenceWindow(features, 2, 9)]).toEqual([16, 17, 18, 19]);
    expect([...inferenceWindow(features, 10, 9)]).toEqual([...features.values]);
    expect(() => inferenceWindow(features, 3, 1)).toThrow('the window lies in the matrix');
    expect(() => inferenceWindow(features, 3, 10)).toThrow('the window lies in the matrix');
  });
});
