import { describe, expect, it } from 'vitest';
import { Random } from '#base';
import { fitCalibration, horizonForecasts } from './calibration.ts';

const HORIZON = 5;

function drawn(seed: number, size: number, samples: number): Float64Array {
  const random = new Random(seed);
  return Float64Array.from({ length: samples }, () => size * random.normal());
}

describe('calibration', () => {
  it('sums a horizon of standardised returns in units of its volatility', () => {
    const raw = Float64Array.of(1, 1, 1, 1, -2, 0, 0, 0);
    const model = { output: 'returns', horizonBars: 4 } as const;
    expect(horizonForecasts(raw, model)).toEqual(Float64Array.of(2, -1));
  });

  it('takes a score as it is', () => {
    const raw = Float64Array.of(1, -0.5);
    expect(horizonForecasts(raw, { output: 'score', horizonBars: 4 })).toEqual(raw);
  });

  it('shrinks loud forecasts that are right by half to half', () => {
    const forecasts = drawn(1, 2, 5000);
    const noise = drawn(2, 1, 5000);
    const realised = forecasts.map((forecast, at) => 0.5 * forecast + noise[at]);
    const { slope, scale } = fitCalibration(forecasts, realised, HORIZON);
    expect(slope).toBeCloseTo(0.5, 1);
    expect(scale).toBeCloseTo(2 * slope, 1);
  });

  it('leaves faint forecasts of a short slice near what they were', () => {
    const { slope } = fitCalibration(drawn(3, 0.05, 60), drawn(4, 1, 60), HORIZON);
    expect(slope).toBeGreaterThan(0.8);
  });

  it('neither silences nor reverses nor emboldens', () => {
    const forecasts = drawn(5, 2, 5000);
    const reversed = forecasts.map((forecast) => -forecast);
    const bolder = forecasts.map((forecast) => 3 * forecast);
    expect(fitCalibration(forecasts, reversed, HORIZON).slope).toBe(0.01);
    expect(fitCalibration(forecasts, bolder, HORIZON).slope).toBe(1);
  });

  it('has scale 0 for a model that says nothing', () => {
    expect(fitCalibration(new Float64Array(9), drawn(6, 1, 9), HORIZON)).toEqual({
      slope: 1,
      scale: 0,
      samples: 9,
    });
  });
});
