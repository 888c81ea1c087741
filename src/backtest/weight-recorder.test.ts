import { expect, it } from 'vitest';
import { WeightRecorder } from './weight-recorder.ts';

it('weights since a bar are those after it, and none where there are none', () => {
  const recorder = new WeightRecorder();
  expect(recorder.history()).toBeNull();
  recorder.record(1, { a: 1 });
  recorder.record(2, undefined);
  recorder.record(3, { a: 0.5 });
  expect(recorder.since(1)).toEqual({
    time: Float64Array.of(3),
    share: { a: Float64Array.of(0.5) },
  });
  expect(recorder.since(2)).toBeNull();
});
