import { describe, expect, it } from 'vitest';
import { emptySlice, type ImportModule, type QuantError } from '#base';
import { nodeImport } from '#base/node';
import { systemSchema } from '#config';
import { ASSETS, strategyContract } from '../../../tests/contracts/strategy.ts';
import { refusalOf } from '../../../tests/support/refusal.ts';
import {
  createStrategy,
  delayedStrategy,
  isStrategyFile,
  loadStrategyFile,
  type Signal,
} from '../index.ts';
import type { StrategyRules } from './strategy-definition.ts';

const { trading } = systemSchema.parse({});
const HASH = 'abcdef0123456789'.repeat(4);

const giving =
  (strategy: unknown, contentHash = HASH): ImportModule =>
  async () => ({ exports: { strategy }, contentHash });

/** Wants a share of the first asset that grows by the number of its bars. */
const counting = (changes: Partial<StrategyRules> = {}) => ({
  name: 'counting',
  models: ['ridge'],
  create: (): StrategyRules => {
    let bars = 0;
    return {
      generateSignals: ({ time, present }) => {
        bars += present[0];
        return present[0] === 1 ? [signalOf({ time, targetPosition: bars / 100 })] : [];
      },
      saveState: () => ({ bars }),
      loadState: (state) => {
        bars = (state as { bars: number }).bars;
      },
      ...changes,
    };
  },
});

function signalOf(fields: Partial<Signal>): Signal {
  const made = { time: 7, asset: 0, direction: 1, confidence: 1, targetPosition: 1, reason: 'x' };
  return { ...made, ...fields } as Signal;
}

async function loaded(strategy: unknown, path = 'own.ts') {
  await loadStrategyFile(path, giving(strategy));
  return createStrategy(path, ASSETS, trading);
}

await loadStrategyFile('counting.ts', giving(counting()));
strategyContract(() => createStrategy('counting.ts', ASSETS, trading));

describe('a strategy in a file', () => {
  it('is told by its name', () => {
    expect(['a.ts', 'dir/b.mts', 'c.js'].map(isStrategyFile)).toEqual([true, true, true]);
    expect(['sma-cross', 'ts', 'a.txt'].map(isStrategyFile)).toEqual([false, false, false]);
  });

  it('is named after itself and its code, and found by that name, too', async () => {
    const own = await loaded(counting());
    expect(own.name).toBe('counting@abcdef0123456789');
    expect(own.models).toEqual(['ridge']);
    expect(createStrategy(own.name, ASSETS, trading).name).toBe(own.name);
    await loadStrategyFile('other.ts', giving(counting(), HASH.replaceAll('a', 'b')));
    expect(createStrategy('other.ts', ASSETS, trading).name).toBe('counting@bbcdef0123456789');
  });

  it('is not known before it is loaded', () => {
    const { code, message } = refusalOf(() => createStrategy('unseen.ts', 1, trading));
    expect(code).toBe('strategies/unknown-strategy');
    expect(message).toContain('"unseen.ts" is not known; choose one of buy-and-hold,');
  });

  it('cannot change the bars and forecasts that others read', async () => {
    const own = await loaded(
      counting({
        generateSignals: (slice, forecasts) => {
          slice.close.fill(1e9);
          for (const { expectedSigma } of forecasts) expectedSigma.fill(1e9);
          slice.time = 0;
          return [];
        },
      }),
    );
    const slice = emptySlice(ASSETS);
    slice.time = 7;
    slice.close.fill(5);
    const expectedSigma = new Float64Array(ASSETS);
    own.generateSignals(slice, [
      { model: 'ridge', scale: 1, correlation: 0, slope: 1, expectedSigma },
    ]);
    own.warmUp(slice);
    expect([slice.time, ...slice.close, ...expectedSigma]).toEqual([7, 5, 5, 5, 0, 0, 0]);
  });

  it('is told what is held and what waits, and that nothing is while it warms up', async () => {
    const seen: unknown[] = [];
    const own = await loaded(
      counting({
        generateSignals: (_, __, holdings) => {
          seen.push(holdings.of(1));
          return [];
        },
      }),
    );
    const held = { units: 5, waitingUnits: -2, entryPrice: 10 };
    const holdings = { of: (asset: number) => ({ ...held, units: 5 * asset }) };
    own.warmUp(emptySlice(ASSETS));
    own.generateSignals(emptySlice(ASSETS), []);
    own.generateSignals(emptySlice(ASSETS), [], holdings);
    delayedStrategy(own, 1440, '1d').generateSignals(emptySlice(ASSETS), [], holdings);
    const nothing = { units: 0, waitingUnits: 0, entryPrice: Number.NaN };
    expect(seen).toEqual([nothing, nothing, held, held]);
  });

  it('warms up by its own function, or else by deciding what is dropped', async () => {
    const seen: string[] = [];
    const generateSignals = () => (seen.push('decide'), []);
    const plain = await loaded(counting({ generateSignals }));
    plain.warmUp(emptySlice(ASSETS));
    const own = await loaded(counting({ generateSignals, warmUp: () => void seen.push('warm') }));
    own.warmUp(emptySlice(ASSETS));
    expect(seen).toEqual(['decide', 'warm']);
  });
});

describe('a file that is no strategy is refused in one sentence', () => {
  const { create } = counting();
  it.each<[unknown, string]>([
    [undefined, 'it must export strategy, an object with name and create, and exports undefined'],
    [() => null, 'and exports a function'],
    [{ create }, 'its strategy has the name undefined, which must be at most 40 lower-case'],
    [{ name: 'Mine', create }, 'its strategy has the name "Mine", which must be'],
    [{ name: 'a@b', create }, 'its strategy has the name "a@b"'],
    [{ name: 'mine', models: 'ridge', create }, 'strategy mine has models "ridge", which must be'],
    [{ name: 'mine', models: ['a', 'a'], create }, 'strategy mine has models ["a","a"]'],
    [{ name: 'mine' }, 'strategy mine has create undefined, which must be a function'],
  ])('%j', async (strategy, says) => {
    const thrown = await loadStrategyFile('own.ts', giving(strategy)).catch(
      (cause: unknown) => cause as QuantError,
    );
    expect(thrown?.code).toBe('strategies/file-unusable');
    expect(thrown?.message).toMatch(/^own\.ts: .*\.$/);
    expect(thrown?.message).toContain(says);
  });

  it('is told when it cannot be read', async () => {
    await expect(loadStrategyFile('absent.ts', nodeImport)).rejects.toThrow(
      /^absent\.ts can't be loaded as a strategy: ENOENT.*\.$/,
    );
  });

  it.each<[unknown, string]>([
    [null, 'makes null instead of rules'],
    [{}, 'makes rules without the function generateSignals'],
    [{ ...create(), loadState: 1 }, 'makes rules without the function loadState'],
    [{ ...create(), warmUp: 1 }, 'makes rules whose warmUp is 1'],
  ])('is told when it makes %j', async (rules, says) => {
    await loadStrategyFile('own.ts', giving({ name: 'mine', create: () => rules }));
    const { code, message } = refusalOf(() => createStrategy('own.ts', 1, trading));
    expect(code).toBe('strategies/file-unusable');
    expect(message).toContain(`Strategy mine of own.ts ${says}`);
  });
});

describe('what a strategy of one’s own wants is checked', () => {
  it.each<[unknown, string]>([
    [null, 'gives signals that are no list'],
    [[7], 'that is none'],
    [[signalOf({ asset: 3 })], 'of asset 3, which must be one of 0…2'],
    [[signalOf({ asset: 0.5 })], 'of asset 0.5'],
    [[signalOf({ asset: 2 })], 'of asset 2, which has no bar then'],
    [[signalOf({}), signalOf({})], 'of asset 0 twice'],
    [[signalOf({ time: 8 })], 'stamped 8'],
    [[signalOf({ targetPosition: Number.NaN })], 'with the target NaN'],
    [[signalOf({ confidence: Number.NaN })], 'the confidence NaN'],
    [
      [signalOf({ direction: -1 })],
      'with the direction -1, which must be the sign of its target 1',
    ],
    [[signalOf({ reason: '' })], 'without a reason'],
    [[signalOf({ target: { price: 0 } })], 'with the target {"price":0}, which must have a price'],
    [[signalOf({ stop: { price: 9 }, entry: { kind: 'limit', price: 9 } })], 'with a stop at 9'],
  ])('%j', async (signals, says) => {
    const own = await loaded(counting({ generateSignals: () => signals as Signal[] }));
    const slice = emptySlice(ASSETS);
    slice.time = 7;
    slice.present.set([1, 1, 0]);
    const { code, message } = refusalOf(() => own.generateSignals(slice, []));
    expect(code).toBe('strategies/file-unusable');
    expect(message).toMatch(/^Strategy counting of own\.ts .*\.$/);
    expect(message).toContain(says);
  });

  it('and what it throws is told as its own', async () => {
    const fail = () => {
      throw new Error('no luck.');
    };
    const own = await loaded(counting({ generateSignals: fail, saveState: fail, loadState: fail }));
    const slice = emptySlice(ASSETS);
    for (const act of [
      () => own.generateSignals(slice, []),
      () => own.warmUp(slice),
      () => own.saveState(),
      () => own.loadState({}),
    ]) {
      expect(refusalOf(act).message).toBe('Strategy counting of own.ts failed: no luck.');
    }
  });

  it('and clamped as every signal is', async () => {
    const wish = signalOf({ targetPosition: 9, confidence: 9 });
    const own = await loaded(counting({ generateSignals: () => [wish] }));
    const slice = emptySlice(ASSETS);
    slice.time = 7;
    slice.present.fill(1);
    expect(own.generateSignals(slice, [])).toEqual([signalOf({})]);
  });
});
