import { describe, expect, it } from 'vitest';
import { barAt, type ImportModule, QuantError, ValueWindow } from '#base';
import { systemSchema } from '#config';
import { statefulContract } from '../../../tests/contracts/stateful.ts';
import { randomBars } from '../../../tests/support/random-bars.ts';
import type { BarRow } from '../bar-row.ts';
import { checkFeature, FEATURE_CHECKS } from '../checks/check-feature.ts';
import { type BarSource, type FeatureDefinition, kernel } from '../kernel.ts';
import { FeatureStream } from '../pipeline/feature-stream.ts';
import { computeFeatures } from '../pipeline/feature-table.ts';
import { FEATURES } from './catalog.ts';
import { featureSet } from './feature-set.ts';
import { listFeatures, loadFeatureFiles } from './user-features.ts';

const HASH = 'ab'.repeat(32);
const BARS = randomBars(1, 120);

/** The close over the mean of three. */
const mine: FeatureDefinition = {
  name: 'mine',
  group: 'trend',
  inputs: ['close'],
  warmupBars: 2,
  formula: 'c[t] / mean(c[t-2..t]) - 1',
  range: [-1, 2],
  scaling: 'none',
  create: () => {
    const closes = new ValueWindow(3);
    return kernel({ closes }, (bar) => {
      closes.push(bar.close);
      return bar.close / closes.mean - 1;
    });
  },
};

/** Files by path; each path is used by one test, since what was loaded stays. */
const importing =
  (files: Readonly<Record<string, unknown>>, contentHash = HASH): ImportModule =>
  async (path) => ({ exports: { features: files[path] }, contentHash });
const load = (path: string, features: unknown, hash?: string) =>
  loadFeatureFiles([path], importing({ [path]: features }, hash));

const settings = (features: object) => {
  const config = systemSchema.parse({ features });
  return { features: config.features, data: config.data };
};
const valuesIn = (path: string, name: string) =>
  computeFeatures(featureSet(settings({ files: [path], only: [name] })), [
    { symbol: 'A', adjusted: BARS },
  ])[0][0];

const refusal = async (features: unknown): Promise<string> => {
  try {
    await load('refused.ts', features);
  } catch (thrown) {
    if (thrown instanceof QuantError) return thrown.message;
  }
  return 'accepted';
};

await load('state.ts', [mine]);
const stateful = featureSet(settings({ files: ['state.ts'], only: ['mine'] }));

statefulContract('a kernel of the user’s own', {
  make: () => new FeatureStream(stateful, 'A'),
  step: (stream, at) => {
    stream.advance(barAt(BARS, at));
    return [...stream.raw];
  },
  steps: 8,
});

describe('features of the user’s own', () => {
  it('come behind the usual ones of sets whose settings name their file, and of no other', async () => {
    await load('a.ts', [mine]);
    const usual = featureSet(settings({})).names;
    expect(featureSet(settings({ files: ['a.ts'] })).names).toEqual([...usual, 'mine']);
    expect(featureSet(settings({})).names).toEqual(usual);
    expect(listFeatures(['a.ts']).map(({ name }) => name)).toEqual([
      ...FEATURES.map(({ name }) => name),
      'mine',
    ]);
  });

  it('give the values of their kernels, and pass the checks', async () => {
    await load('b.ts', [mine]);
    const values = valuesIn('b.ts', 'mine');
    expect(values[1]).toBeNaN();
    const [first, second, third] = BARS.close;
    expect(values[2]).toBeCloseTo(third / ((first + second + third) / 3) - 1, 14);
    const [definition] = listFeatures(['b.ts']).slice(-1);
    const checked = checkFeature(settings({}), definition, [{ symbol: 'A', adjusted: BARS }], 1);
    expect({ ...checked, faults: Object.keys(checked.faults) }).toMatchObject({
      historyBars: 2,
      faults: [],
    });
  });

  it('are others when their file has changed, and leave sets without them as they are', async () => {
    await load('c.ts', [mine]);
    const before = featureSet(settings({ files: ['c.ts'] }));
    const without = featureSet(settings({ files: ['c.ts'], only: ['rsi14'] }));
    await load('c.ts', [mine], 'cd'.repeat(32));
    expect(featureSet(settings({ files: ['c.ts'] })).hash).not.toBe(before.hash);
    expect(featureSet(settings({ files: ['c.ts'], only: ['rsi14'] })).hash).toBe(without.hash);
    expect(without.hash).toBe(featureSet(settings({ only: ['rsi14'] })).hash);
  });

  it('that were not loaded are refused with the file', () => {
    expect(() => featureSet(settings({ files: ['never.ts'] }))).toThrow(
      /^The features of never\.ts, named in features\.files, were not loaded; /,
    );
  });

  it('of two files may share things of one name without meeting each other', async () => {
    const counting = (name: string, step: number): FeatureDefinition => ({
      ...mine,
      name,
      warmupBars: 0,
      range: [0, Number.POSITIVE_INFINITY],
      create: (context) => {
        const counter = context.share('counter', () => new Counter(step));
        return kernel({}, () => counter.value);
      },
    });
    const files = importing({ 'd.ts': [counting('ones', 1)], 'e.ts': [counting('tens', 10)] });
    await loadFeatureFiles(['d.ts', 'e.ts'], files);
    const set = featureSet(settings({ files: ['d.ts', 'e.ts'], only: ['ones', 'tens'] }));
    const [[ones, tens]] = computeFeatures(set, [{ symbol: 'A', adjusted: BARS }]);
    expect([ones[9], tens[9]]).toEqual([10, 100]);
  });

  it('may keep a bar, which stays as it was', async () => {
    const create: FeatureDefinition['create'] = () => {
      let last: BarRow | null = null;
      return kernel({}, (bar) => {
        const before = last;
        last = bar;
        return before === null ? Number.NaN : Math.log(bar.close / before.close);
      });
    };
    await load('keep.ts', [{ ...mine, warmupBars: 1, create }]);
    const set = featureSet(settings({ files: ['keep.ts'], only: ['mine', 'log_return'] }));
    const stream = new FeatureStream(set, 'A');
    for (let row = 0; row < 9; row++) stream.advance(barAt(BARS, row));
    expect(stream.raw[1]).toBe(stream.raw[0]);
  });

  it('may change a bar, and nobody else sees it', async () => {
    const spoil = (bar: object) => Object.assign(bar, { close: 7, volatility: 1, logReturn: 5 });
    const create: FeatureDefinition['create'] = ({ share }) => {
      share('spoiler', () => ({ update: spoil, saveState: () => null, loadState: () => {} }));
      return kernel({}, (bar) => spoil(bar).close);
    };
    await load('spoil.ts', [{ ...mine, warmupBars: 0, create }]);
    // Levels are computed after it.
    const only = ['SMA_3', 'rsi14@1w'];
    const spoiled = featureSet(settings({ files: ['spoil.ts'], only: ['mine', ...only] }));
    const assets = [{ symbol: 'A', adjusted: BARS }];
    const [, ...others] = computeFeatures(spoiled, assets)[0];
    expect(others).toEqual(computeFeatures(featureSet(settings({ only })), assets)[0]);
  });

  it('whose shared part fails are told with file and feature', async () => {
    const failing: BarSource = {
      update: () => {
        throw new Error('no luck');
      },
      saveState: () => null,
      loadState: () => {},
    };
    const create: FeatureDefinition['create'] = ({ share }) => {
      share('failing', () => failing);
      return kernel({}, () => 0);
    };
    await load('luck.ts', [{ ...mine, create }]);
    expect(() => valuesIn('luck.ts', 'mine')).toThrow(
      /^Feature mine of luck\.ts failed: no luck\.$/,
    );
  });

  it('that have no finite value when they should are told with bar and warm-up', async () => {
    await load('f.ts', [{ ...mine, warmupBars: 1 }]);
    expect(() => valuesIn('f.ts', 'mine')).toThrow(
      /^Feature mine of f\.ts is NaN at 2010-01-03T00:00:00\.000Z, after its warm-up of 1 bars; /,
    );
  });

  it('that may lack a value have a column that says so', async () => {
    const sparse: FeatureDefinition = {
      ...mine,
      warmupBars: 0,
      isSparse: true,
      // What it is before it has a value, 0, is none of its values.
      range: [0.5, 0.6],
      create: () => kernel({}, ({ volume }) => (volume < 6e5 ? volume / 1e6 : Number.NaN)),
    };
    await load('g.ts', [sparse]);
    const set = featureSet(settings({ files: ['g.ts'], only: ['mine'] }));
    expect(set.names).toEqual(['mine', 'mine_missing']);
    const [definition] = listFeatures(['g.ts']).slice(-1);
    const checked = checkFeature(settings({}), definition, [{ symbol: 'A', adjusted: BARS }], 1);
    expect(FEATURE_CHECKS.filter((check) => checked.faults[check] !== undefined)).toEqual([]);
  });
});

describe('a file of features is refused', () => {
  it.each([
    [undefined, /^refused\.ts, named in features\.files: it must export features, a list of at/],
    [[], /: it must export features, a list of at least one feature\.$/],
    [[7], /: item 1 of its features is no feature but 7\.$/],
    [[mine, null], /: item 2 of its features is no feature but null\.$/],
    [[{ ...mine, name: 'Mine' }], /: feature 1 has the name "Mine", which must be lower-case/],
    [[{ ...mine, name: undefined }], /: feature 1 has the name undefined, which must be/],
    [[{ ...mine, name: 'rsi14' }], /: feature rsi14 has a name that another feature has; choose/],
    [[mine, mine], /: feature mine has a name that another feature has; choose another\.$/],
    [
      [
        { ...mine, isSparse: true },
        { ...mine, name: 'mine_missing' },
      ],
      /: feature mine_missing has a name that another feature has/,
    ],
    [
      [{ ...mine, group: 'magic' }],
      /: feature mine has group "magic", which must be one of returns/,
    ],
    [[{ ...mine, inputs: [] }], /has inputs \[\], which must be a list of at least one of open, /],
    [[{ ...mine, inputs: ['vwap'] }], /has inputs \["vwap"\], which must be a list/],
    [[{ ...mine, warmupBars: 0.5 }], /has warmupBars 0\.5, which must be a whole number ≥ 0/],
    [[{ ...mine, warmupBars: -1 }], /has warmupBars -1, which must be a whole number ≥ 0/],
    [[{ ...mine, formula: '' }], /has formula "", which must be a text that says what it is/],
    [[{ ...mine, range: [1, 0] }], /has range \[1,0\], which must be its least and its largest/],
    [[{ ...mine, range: [Number.NaN, 1] }], /has range \[null,1\], which must be/],
    [[{ ...mine, range: [0, 1, 2] }], /has range \[0,1,2\], which must be/],
    [[{ ...mine, scaling: 'z' }], /has scaling "z", which must be 'rolling' or 'none'\.$/],
    [[{ ...mine, note: 5 }], /has note 5, which must be a text, or left out/],
    [[{ ...mine, isSparse: 'no' }], /has isSparse "no", which must be true, or left out/],
    [
      [{ ...mine, create: mine }],
      /has create \{.*, which must be a function that makes its kernel/,
    ],
  ])('%#: %j', async (features, says) => {
    expect(await refusal(features)).toMatch(says);
  });

  it('when another file has a feature of that name', async () => {
    const files = importing({ 'h.ts': [mine], 'i.ts': [mine] });
    await expect(loadFeatureFiles(['h.ts', 'i.ts'], files)).rejects.toThrow(
      /^i\.ts, .*: feature mine has a name that another feature has/,
    );
  });

  it('with what it said when it throws', async () => {
    const throwing: ImportModule = async () => {
      throw new Error('no key\n');
    };
    await expect(loadFeatureFiles(['j.ts'], throwing)).rejects.toThrow(
      /^j\.ts, named in features\.files, can't be loaded: no key\.$/,
    );
  });
});

class Counter implements BarSource {
  readonly #step: number;
  value = 0;

  constructor(step: number) {
    this.#step = step;
  }

  update(): void {
    this.value += this.#step;
  }

  saveState(): number {
    return this.value;
  }

  loadState(state: number): void {
    this.value = state;
  }
}
