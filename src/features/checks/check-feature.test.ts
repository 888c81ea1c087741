import { describe, expect, it } from 'vitest';
import { type BarTable, sliceBars, ValueWindow } from '#base';
import { systemSchema } from '#config';
import { randomBars } from '../../../tests/support/random-bars.ts';
import { FEATURES } from '../catalog/catalog.ts';
import { type FeatureDefinition, type Kernel, kernel } from '../kernel.ts';
import { type CheckedFeature, checkFeature, FEATURE_CHECKS } from './check-feature.ts';

const { features, data } = systemSchema.parse({});
const SETTINGS = { features: { ...features, scalingWindowBars: 40 }, data };
const BARS = randomBars(3, 700);
const MARKET = [
  { symbol: 'A', adjusted: BARS },
  { symbol: 'B', adjusted: randomBars(4, 600, { skip: 0.1 }) },
];
const WINDOW_BARS = 5;

/** Close over its mean of five bars: a feature that keeps every promise, to be broken one at a time. */
const honest: FeatureDefinition = {
  name: 'honest',
  group: 'trend',
  inputs: ['close'],
  warmupBars: WINDOW_BARS - 1,
  formula: 'c[t] / mean(c[t-4..t]) - 1',
  range: [-1, WINDOW_BARS - 1],
  scaling: 'rolling',
  create: () => {
    const closes = new ValueWindow(WINDOW_BARS);
    return kernel({ closes }, (bar) => {
      closes.push(bar.close);
      return bar.close / closes.mean - 1;
    });
  },
};

const check = (definition: FeatureDefinition, assets = MARKET, seed = 1): CheckedFeature =>
  checkFeature(SETTINGS, definition, assets, seed);
const failed = (definition: FeatureDefinition, assets = MARKET) =>
  FEATURE_CHECKS.filter((name) => check(definition, assets).faults[name] !== undefined);
const stateless = (update: Kernel['update']): Kernel => kernel({}, update);
/** The close after the one at `time`, by a table that the feature has from elsewhere. */
const closeAfter = ({ time, close }: BarTable, now: number) => close[time.indexOf(now) + 1];

describe('checkFeature', () => {
  it('finds nothing wrong with the features there are', () => {
    const peeking = FEATURES.map((definition) => check(definition)).filter(
      ({ faults }) => Object.keys(faults).length > 0,
    );
    expect(peeking).toEqual([]);
  });

  it('says how much history a window needs, and how much more a recursive average', () => {
    expect(check(honest)).toEqual({
      name: 'honest',
      group: 'trend',
      warmupBars: 4,
      historyBars: 4,
      faults: {},
    });
    const rsi = FEATURES.find(({ name }) => name === 'rsi14');
    // What a Wilder average began with weighs (13/14)^k after k bars.
    const needed = rsi === undefined ? null : check(rsi).historyBars;
    expect(needed).toBeGreaterThan(100);
    expect(needed).toBeLessThan(220);
  });

  it('says that no history is enough for a running total', () => {
    const total: FeatureDefinition = {
      ...honest,
      name: 'running_total',
      warmupBars: 0,
      range: [0, Number.POSITIVE_INFINITY],
      create: () => {
        let sum = 0;
        return {
          update: (bar) => (sum += bar.volume),
          saveState: () => ({ sum }),
          loadState: (state) => {
            sum = Number(state['sum']);
          },
        };
      },
    };
    expect(check(total)).toMatchObject({ historyBars: null, faults: {} });
  });

  it('draws the same bars for the same seed, and others for another', () => {
    const drawn = (seed: number) => {
      const lengths: number[] = [];
      const counting: FeatureDefinition = {
        ...honest,
        create: (context) => {
          lengths.push(0);
          const inner = honest.create(context);
          return {
            ...inner,
            update: (bar) => {
              lengths[lengths.length - 1]++;
              return inner.update(bar);
            },
          };
        },
      };
      check(counting, MARKET, seed);
      return lengths;
    };
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(2)).not.toEqual(drawn(1));
  });
});

describe('a feature that', () => {
  it('reads the next close in a table that it has from elsewhere is caught', () => {
    const relative = { ...honest, warmupBars: 0, range: [-9, 9] } as const;
    const peek = (bar: { time: number; close: number }) =>
      (closeAfter(BARS, bar.time) ?? bar.close) / bar.close - 1;
    const cheat = { ...relative, create: () => stateless(peek) };
    expect(failed(cheat, MARKET.slice(0, 1))).toEqual(['foresight']);
    expect(check(cheat).faults.foresight).toMatch(
      /^Feature honest has a rank correlation of 1\.00 with the next bar's return of A, more than 0\.5/,
    );
    // In price units its level says little of the next move, and its change everything.
    const level = {
      ...relative,
      range: [0, 1e9] as const,
      create: () => stateless(({ time, close }) => closeAfter(BARS, time) ?? close),
    };
    expect(failed(level, MARKET.slice(0, 1))).toEqual(['foresight']);
  });

  it('averages over bars on both sides of its own is caught', () => {
    const cheat: FeatureDefinition = {
      ...honest,
      warmupBars: 0,
      create: () =>
        stateless(({ time, close }) => {
          const at = BARS.time.indexOf(time);
          const before = BARS.close[Math.max(0, at - 1)];
          const after = BARS.close[Math.min(BARS.close.length - 1, at + 1)];
          return (before + close + after) / (3 * close) - 1;
        }),
    };
    expect(failed(cheat, MARKET.slice(0, 1))).toEqual(['foresight']);
  });

  it('keeps the future of one computation for the next is caught', () => {
    const seen = new Map<number, number>();
    const cheat: FeatureDefinition = {
      ...honest,
      warmupBars: 0,
      create: () => {
        let last = Number.NaN;
        return stateless(({ time, close }) => {
          if (!Number.isNaN(last)) seen.set(last, close);
          last = time;
          return (seen.get(time) ?? close) / close - 1;
        });
      },
    };
    const faults = check(cheat, MARKET.slice(0, 1)).faults;
    expect(Object.keys(faults).sort()).toEqual(['look-ahead', 'state', 'stream']);
    expect(faults['look-ahead']).toMatch(
      /^Feature honest is -?[\d.e-]+ at A 2010-\d\d-\d\d and was 0\.$/,
    );
  });

  it('shares its memory between assets is caught', () => {
    const closes = new ValueWindow(WINDOW_BARS);
    const shared: FeatureDefinition = {
      ...honest,
      create: () =>
        kernel({ closes }, (bar) => {
          closes.push(bar.close);
          return bar.close / closes.mean - 1;
        }),
    };
    expect(failed(shared)).toContain('stream');
  });

  it('forgets its state is caught', () => {
    const forgetful: FeatureDefinition = {
      ...honest,
      create: (context) => ({ ...honest.create(context), saveState: () => ({}), loadState() {} }),
    };
    expect(failed(forgetful)).toEqual(['state']);
  });

  it('has a state that is no JSON is caught', () => {
    const unsaved: FeatureDefinition = {
      ...honest,
      create: (context) => ({ ...honest.create(context), saveState: () => ({ last: Number.NaN }) }),
    };
    expect(check(unsaved).faults).toEqual({
      state: expect.stringMatching(/last/),
    });
  });

  it.each([
    [9, /^Feature honest is -?[\d.]+ at A 2010-01-06, bar 5, within its warm-up of 9 bars\.$/],
    [3, /^Feature honest is NaN at A 2010-01-05, bar 4, after its warm-up of 3 bars\.$/],
  ])('states %i bars of warm-up where there are four is caught', (warmupBars, says) => {
    const wrong = { ...honest, warmupBars };
    expect(failed(wrong)).toEqual(['warm-up']);
    expect(check(wrong).faults['warm-up']).toMatch(says);
  });

  it('only guesses its warm-up may guess wrong', () => {
    expect(failed({ ...honest, warmupBars: 9, isWarmupEstimated: true })).toEqual([]);
  });

  it('states too narrow a range is caught', () => {
    const wrong = { ...honest, range: [-0.001, 0.001] } as const;
    expect(failed(wrong)).toEqual(['range']);
    expect(check(wrong).faults.range).toMatch(
      /^Feature honest is -?[\d.]+ at A \S+, outside -0\.001 to 0\.001\.$/,
    );
  });

  it('has no value in the bars given is not passed', () => {
    const [first] = MARKET;
    const short = { ...first, adjusted: sliceBars(first.adjusted, 0, 4) };
    expect(check(honest, [short]).faults['warm-up']).toMatch(
      /^Feature honest has no value in the 4 bars of A: its warm-up is 4\.$/,
    );
  });

  it('throws is reported with what it says, and stops no other check of others', () => {
    const broken: FeatureDefinition = {
      ...honest,
      create: () =>
        stateless(() => {
          throw new TypeError('bar.vwap is not a number');
        }),
    };
    expect(check(broken)).toMatchObject({
      historyBars: null,
      faults: { 'warm-up': 'Feature honest failed: bar.vwap is not a number.' },
    });
  });
});
