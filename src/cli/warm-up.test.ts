import { describe, expect, it } from 'vitest';
import { firstRowAtOrAfter, sliceBars } from '#base';
import { systemSchema } from '#config';
import { computeFeatures, featureSet } from '#features';
import { roughBars } from '../../tests/support/rough-bars.ts';
import type { MarketPlan } from './market-plan.ts';
import { warmUpStart } from './warm-up.ts';

describe('the bars before a named start', () => {
  const config = systemSchema.parse({});
  const bars = roughBars(3, 7000);
  const row = 6000;

  it('are so many that features without end have forgotten those before', () => {
    const names = ['vol_level', 'macd32_96', 'ret1_vol', 'momentum_ew21'];
    const features = { ...config.features, only: names };
    const plan = { start: bars.time[row], isStartNamed: true, interval: '1d' };
    const from = firstRowAtOrAfter(bars.time, warmUpStart(plan as MarketPlan, config));
    expect(from).toBeGreaterThan(0);
    const [whole, warm] = [bars, sliceBars(bars, from, row + 500)].map((adjusted) =>
      computeFeatures(featureSet({ ...config, features }), [{ symbol: 'A', adjusted }]),
    );
    names.forEach((name, at) => {
      const wanted = whole[0][at].subarray(row, row + 500);
      const got = warm[0][at].subarray(row - from);
      wanted.forEach((value, bar) => {
        expect(Math.abs(got[bar] - value), `${name} ${bar}`).toBeLessThan(0.003);
      });
    });
  });

  it('are as many as weights are chosen by', () => {
    const { portfolio } = config;
    const start = Date.UTC(2020, 0, 1);
    const plan = { start, isStartNamed: true, interval: '1d' } as MarketPlan;
    const far = { ...config, portfolio: { ...portfolio, lookbackBars: 9999 } };
    expect(start - warmUpStart(plan, far)).toBeGreaterThan(9999 * 86_400_000);
  });

  it('are none before an open one', () => {
    const plan = { start: 5, isStartNamed: false, interval: '1d' };
    expect(warmUpStart(plan as MarketPlan, config)).toBe(5);
  });
});
