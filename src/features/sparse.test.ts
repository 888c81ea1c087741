import { describe, expect, it } from 'vitest';
import { type BarTable, QuantError } from '#base';
import { systemSchema } from '#config';
import { featureContract, ordinaryHistory } from '../../tests/contracts/feature.ts';
import { featureSet } from './catalog/feature-set.ts';
import { type FeatureDefinition, kernel } from './kernel.ts';
import { filterFeatures } from './pipeline/feature-filter.ts';
import { buildFeatures, computeFeatures } from './pipeline/feature-table.ts';
import { withMask } from './sparse.ts';

/** The close on the bars that `isThere` names, from the third bar on. */
function closeOn(isThere: (row: number) => boolean, isSparse: boolean): FeatureDefinition {
  return {
    name: 'now_and_then',
    group: 'level',
    inputs: ['close'],
    warmupBars: 2,
    formula: 'c[t] now and then',
    range: [0, Number.POSITIVE_INFINITY],
    scaling: 'rolling',
    ...(isSparse ? { isSparse } : {}),
    create: () => {
      let bars = 0;
      return {
        ...kernel({}, ({ close }) => {
          const row = bars++;
          return row >= 2 && isThere(row) ? close : Number.NaN;
        }),
        saveState: () => ({ bars }),
        loadState: (state) => {
          bars = Number(state['bars']);
        },
      };
    },
  };
}

const everyThird = closeOn((row) => row % 3 === 0, true);
const { features, data } = systemSchema.parse({});
const settings = { features: { ...features, scalingWindowBars: 20 }, data };

const columnsOf = (definition: FeatureDefinition, adjusted: BarTable) =>
  computeFeatures(featureSet(settings, [definition]), [{ symbol: 'A', adjusted }])[0];

featureContract(withMask(everyThird));

describe('a sparse feature', () => {
  it('is its newest value and a mask that says when that is not of this bar', () => {
    const [value, mask] = columnsOf(everyThird, ordinaryHistory);
    const { close } = ordinaryHistory;
    expect([...mask.subarray(0, 8)]).toEqual([Number.NaN, Number.NaN, 1, 0, 1, 1, 0, 1]);
    expect([...value.subarray(0, 8)]).toEqual([
      Number.NaN,
      Number.NaN,
      0,
      close[3],
      close[3],
      close[3],
      close[6],
      close[6],
    ]);
  });

  it('has its mask in the row and the hash of its set', () => {
    const set = featureSet(settings, [everyThird]);
    expect(set.names).toEqual(['now_and_then', 'now_and_then_missing']);
    const whole = featureSet(settings, [{ ...everyThird, isSparse: undefined } as never]);
    expect(set.hash).not.toBe(whole.hash);
  });

  it('is dropped when it is missing in too many of the training rows', () => {
    const other = { ...closeOn(() => true, false), name: 'always' };
    const dropped = (isThere: (row: number) => boolean) => {
      const set = featureSet(settings, [closeOn(isThere, true), other, ...padding]);
      const [table] = buildFeatures(set, [{ symbol: 'A', adjusted: ordinaryHistory }]);
      const rows = Int32Array.from({ length: 400 }, (_, at) => 100 + at);
      return filterFeatures([{ table, rows }], set).dropped;
    };
    const [first] = dropped((row) => row % 2 === 0);
    expect(first).toMatchObject({ name: 'now_and_then', reason: 'missing' });
    expect(dropped((row) => row % 10 > 0).some(({ reason }) => reason === 'missing')).toBe(false);
    expect(dropped(() => false)[0]).toMatchObject({ reason: 'missing', share: 1 });
  });

  it('keeps a row from models when too much of it is missing', () => {
    const [table] = buildFeatures(featureSet(settings, [everyThird]), [
      { symbol: 'A', adjusted: ordinaryHistory },
    ]);
    expect([...table.ready.subarray(100, 106)]).toEqual([0, 0, 1, 0, 0, 1]);
  });
});

/** Ordinary columns beside it, so that one missing value is little of a row. */
const padding = Array.from({ length: 4 }, (_, at) => ({
  ...closeOn(() => true, false),
  name: `padding${at}`,
}));

describe('a feature that is not sparse', () => {
  it('must not lose a value it had', () => {
    const set = featureSet(settings, [closeOn((row) => row !== 40, false)]);
    const build = () => buildFeatures(set, [{ symbol: 'A', adjusted: ordinaryHistory }]);
    expect(build).toThrow(
      expect.objectContaining({
        code: 'features/lost-value',
        message: expect.stringMatching(/now_and_then has no value at the bar of 2020-02-10/),
      }) as QuantError,
    );
  });
});
