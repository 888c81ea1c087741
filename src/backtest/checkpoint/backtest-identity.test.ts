import { describe, expect, it } from 'vitest';
import { canonicalJson } from '#base';
import { systemSchema } from '#config';
import { preparedMarket } from '../../../tests/support/prepared-market.ts';
import { backtestIdentity, type IdentifiedBacktest } from './backtest-identity.ts';

const market = await preparedMarket({ A: { prices: [1, 2, 3] } });
const revised = await preparedMarket({ A: { prices: [1, 2, 4] } });
const config = systemSchema.parse({});
const forecastsOf = (value: number) => ({
  times: Float64Array.of(1),
  assets: 1,
  models: [
    {
      model: 'ridge',
      ids: ['x'],
      expectedSigma: Float64Array.of(value),
      scale: Float64Array.of(1),
      correlation: Float64Array.of(0),
      slope: Float64Array.of(1),
      barsWithout: 0,
      inSampleBars: 0,
    },
  ],
});

const run: IdentifiedBacktest = {
  learns: false,
  strategy: 'ml',
  market,
  start: 1,
  config,
  versions: { quant: '1' },
  models: ['x'],
  forecasts: forecastsOf(1),
};
const textOf = (changes: Partial<IdentifiedBacktest> = {}) =>
  canonicalJson(backtestIdentity({ ...run, ...changes }));

describe('backtestIdentity', () => {
  it('is the same for the same run, wherever and however often it is kept', () => {
    expect(textOf()).toBe(textOf({ market: structuredClone(market) }));
    const kept = { backtest: { checkpointBars: 5 }, paths: { stateDir: 'elsewhere' } };
    expect(textOf({ config: systemSchema.parse(kept) })).toBe(textOf());
    const [model] = forecastsOf(1).models;
    const expectedSigma = Float64Array.of(7, 1).subarray(1);
    const forecasts = { ...forecastsOf(1), models: [{ ...model, expectedSigma }] };
    expect(textOf({ forecasts }), 'a part of a longer column').toBe(textOf());
  });

  it.each<[string, Partial<IdentifiedBacktest>]>([
    ['whether it learns', { learns: true }],
    ['its strategy', { strategy: 'tsmom' }],
    ['its bars', { market: revised }],
    ['its finer bars', { finerMarket: market }],
    ['its start', { start: 2 }],
    ['a setting', { config: systemSchema.parse({ trading: { commissionBps: 1 } }) }],
    ['the program', { versions: { quant: '2' } }],
    ['its models', { models: ['y'] }],
    ['a forecast', { forecasts: forecastsOf(2) }],
  ])('differs with %s', (_, changes) => {
    expect(textOf(changes)).not.toBe(textOf());
  });
});
