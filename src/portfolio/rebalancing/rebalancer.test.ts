import { describe, expect, it } from 'vitest';
import { emptySlice, type Forecast, type Logger, Random, SILENT_LOGGER } from '#base';
import { systemSchema } from '#config';
import { type Direction, type Signal, signal } from '#strategies';
import { statefulContract } from '../../../tests/contracts/stateful.ts';
import { Rebalancer } from './rebalancer.ts';

const DAY_MS = 86_400_000;
const SYMBOLS = ['A', 'B', 'C'];
const LOOKBACK = 40;

interface Wanted {
  readonly logger?: Logger;
  readonly trading?: object;
  readonly riskFreeRate?: number;
}

function rebalancerOf(portfolio: object = {}, { logger, trading, riskFreeRate }: Wanted = {}) {
  const config = systemSchema.parse({
    portfolio: { method: 'equal-weight', lookbackBars: LOOKBACK, noTradeBand: 0, ...portfolio },
    trading: { sizing: { method: 'portfolio' }, ...trading },
  });
  return new Rebalancer({
    symbols: SYMBOLS,
    portfolio: config.portfolio,
    trading: config.trading,
    barsPerYear: 252,
    riskFreeRate: riskFreeRate ?? 0,
    logger: logger ?? SILENT_LOGGER,
  });
}

/** Days from 1970-01-01 on: closes that wander, the same for the same day. */
function dayOf(day: number, absent: readonly number[] = []) {
  const slice = emptySlice(3);
  slice.time = day * DAY_MS;
  for (let asset = 0; asset < 3; asset++) {
    const random = new Random(100 * day + asset);
    slice.present[asset] = absent.includes(asset) ? 0 : 1;
    slice.close[asset] = 100 * (1 + 0.01 * random.normal());
  }
  return slice;
}

const wish = (asset: number, targetPosition = 1): Signal =>
  signal({
    time: 0,
    asset,
    direction: Math.sign(targetPosition) as Direction,
    confidence: 1,
    targetPosition,
    reason: 'test',
  });

const ALL = [wish(0), wish(1), wish(2)];

function grown(rebalancer: Rebalancer, days = 31): Rebalancer {
  for (let day = 0; day < days; day++) rebalancer.learn(dayOf(day));
  return rebalancer;
}

function ask(
  rebalancer: Rebalancer,
  day: number,
  wishes: readonly (Signal | null)[] = ALL,
  held: readonly number[] = [0, 0, 0],
  forecasts: readonly Forecast[] = [],
  absent: readonly number[] = [],
) {
  const slice = dayOf(day, absent);
  rebalancer.learn(slice);
  const changed = rebalancer.rebalance(slice, {
    wishes,
    forecasts,
    held: () => Float64Array.from(held),
  });
  return { changed, weights: rebalancer.targets.map((target) => target?.weight ?? null) };
}

describe('Rebalancer', () => {
  it('chooses at the first bar, at the first of each month, and not between', () => {
    const rebalancer = grown(rebalancerOf());
    expect(ask(rebalancer, 31).changed, '1 February').toEqual([0, 1, 2]);
    expect(ask(rebalancer, 32).changed).toEqual([]);
    expect(ask(rebalancer, 58).changed).toEqual([]);
    expect(ask(rebalancer, 59, ALL, [0.3, 0.3, 0.3]).changed, '1 March').toEqual([0, 1, 2]);
  });

  it('chooses at once when a signal turns, and drops what is no longer wanted', () => {
    const rebalancer = grown(rebalancerOf());
    ask(rebalancer, 31);
    const third = 1 / 3;
    const { changed, weights } = ask(
      rebalancer,
      32,
      [wish(0), wish(1, 0), wish(2)],
      [third, third, third],
    );
    expect(changed).toEqual([0, 1, 2]);
    expect(weights).toEqual([0.5, 0, 0.5]);
  });

  it('takes a change of strength only when weights are due', () => {
    const rebalancer = grown(rebalancerOf());
    ask(rebalancer, 31);
    expect(ask(rebalancer, 32, [wish(0, 0.5), wish(1), wish(2)]).changed).toEqual([]);
  });

  it('does not trade what lies within its band, and forgets older targets of it', () => {
    const rebalancer = grown(rebalancerOf({ noTradeBand: 0.05 }));
    ask(rebalancer, 31);
    const { changed, weights } = ask(rebalancer, 59, ALL, [0.3, 0.36, 0.34]);
    expect(changed).toEqual([]);
    expect(weights).toEqual([null, null, null]);
  });

  it('makes the band of costs where none is set', () => {
    const cheap = grown(rebalancerOf({ noTradeBand: null }));
    const drifted = [0.36, 0.32, 0.32];
    expect(ask(cheap, 31, ALL, drifted).changed, '10 bp, band 0.025').toEqual([0]);
    const dear = rebalancerOf({ noTradeBand: null }, { trading: { commissionBps: 95 } });
    expect(ask(grown(dear), 31, ALL, drifted).changed, '100 bp, band 0.053').toEqual([]);
  });

  it('sells what is not wanted however little it is', () => {
    const rebalancer = grown(rebalancerOf({ noTradeBand: 0.05 }));
    const { weights } = ask(rebalancer, 31, [wish(0, 0), wish(1), wish(2)], [0.03, 0.48, 0.48]);
    expect(weights).toEqual([0, null, null]);
  });

  it('tells methods that weigh returns what a trade costs over the time it is held', () => {
    const weightOf = (trading: object, holdingBars: number) => {
      const settings = { method: 'mean-variance', holdingBars, riskAversion: 40, signalSharpe: 2 };
      const { weights } = ask(grown(rebalancerOf(settings, { trading })), 31, [
        wish(0),
        null,
        null,
      ]);
      return weights[0] ?? 0;
    };
    const free = weightOf({ commissionBps: 0, slippageBps: 0 }, 21);
    const paid = weightOf({ commissionBps: 50, slippageBps: 0 }, 21);
    expect(paid).toBeLessThan(free - 0.01);
    expect(weightOf({ commissionBps: 50, slippageBps: 0 }, 2100)).toBeGreaterThan(paid + 0.01);
  });

  it('takes no weights that break a limit', () => {
    const rebalancer = grown(rebalancerOf({ method: 'max-sharpe', maxWeight: 0.2 }));
    expect(ask(rebalancer, 31).changed).toEqual([]);
  });

  it('trades no more than the turnover allowed, exits apart', () => {
    const rebalancer = grown(rebalancerOf({ maxTurnover: 0.3 }));
    const { weights } = ask(rebalancer, 31, [wish(0, 0), wish(1), wish(2)], [0.2, 0, 0]);
    expect(weights[0]).toBe(0);
    expect(weights[1]).toBeCloseTo(0.05, 12);
    expect(weights[2]).toBeCloseTo(0.05, 12);
  });

  it('says nothing of assets without a signal, or with too short a history', () => {
    const rebalancer = rebalancerOf();
    for (let day = 0; day < 31; day++) rebalancer.learn(dayOf(day, day < 20 ? [1] : []));
    const { weights } = ask(rebalancer, 31, [wish(0), wish(1), null]);
    expect(weights).toEqual([1, null, null]);
  });

  it('weighs an asset as soon as its history is long enough', () => {
    const rebalancer = rebalancerOf();
    for (let day = 0; day < 33; day++) rebalancer.learn(dayOf(day, day < 20 ? [1] : []));
    const days = Array.from({ length: 8 }, (_, at) => ask(rebalancer, 33 + at).changed);
    expect(
      days.findIndex((changed) => changed.includes(1)),
      'the 21st bar of B',
    ).toBe(7);
  });

  it('weighs the others without an asset that has stopped trading', () => {
    const rebalancer = grown(rebalancerOf({ method: 'min-variance' }));
    expect(ask(rebalancer, 31).changed).toEqual([0, 1, 2]);
    const third = 1 / 3;
    const stopped = Array.from({ length: 12 }, (_, at) =>
      ask(rebalancer, 32 + at, ALL, [third, third, third], [], [1]),
    );
    const after = stopped.findIndex(({ changed }) => changed.length > 0);
    expect(after, 'more than ten days without a bar').toBe(10);
    const [first, second, last] = stopped[after].weights;
    expect(second, 'what is held of it stays').toBeNull();
    expect((first ?? 0) + (last ?? 0), 'the rest').toBeCloseTo(1 - third, 7);
  });

  it('takes shorts for flat where they are not allowed', () => {
    const rebalancer = grown(rebalancerOf({}, { trading: { allowShort: false } }));
    const { weights } = ask(rebalancer, 31, [wish(0), wish(1, -1), wish(2)], [0, -0.2, 0]);
    expect(weights).toEqual([0.5, 0, 0.5]);
  });

  it('keeps what is held where the method has no answer, sells what is unwanted, and says why once', () => {
    const lines: string[] = [];
    const note = (message: string) => lines.push(message);
    const logger: Logger = { debug: () => undefined, info: note, warn: note, error: note };
    const hopeless = { logger, riskFreeRate: 5 };
    const rebalancer = grown(rebalancerOf({ method: 'max-sharpe' }, hopeless));
    const held = [0.5, 0.3, 0];
    const { changed, weights } = ask(rebalancer, 31, [wish(0), wish(1, 0), wish(2)], held);
    expect(changed).toEqual([1]);
    expect(weights).toEqual([null, 0, null]);
    ask(rebalancer, 59, [wish(0), wish(1, 0), wish(2)], held);
    expect(lines).toEqual([
      expect.stringMatching(
        /^No weights by max-sharpe: .*; hrp instead; positions that signals want stay as they are$/,
      ),
    ]);
  });

  it('takes the optimizer’s fallback where nothing is held', () => {
    const rebalancer = grown(rebalancerOf({ method: 'max-sharpe' }, { riskFreeRate: 5 }));
    const { weights } = ask(rebalancer, 31);
    expect(weights.reduce<number>((sum, weight) => sum + (weight ?? 0), 0)).toBeCloseTo(1, 8);
  });

  it('waits for an agent that has not spoken, and sells what is unwanted meanwhile', () => {
    const rebalancer = grown(rebalancerOf({ method: 'ppo' }));
    const wishes = [wish(0), wish(1, 0), wish(2)];
    expect(ask(rebalancer, 31, wishes, [0.5, 0.3, 0]).weights).toEqual([null, 0, null]);
    const expectedSigma = Float64Array.of(0, 0, 0);
    const says = { model: 'ppo', scale: 1, slope: 0.5, correlation: 0, expectedSigma };
    const later = ask(rebalancer, 32, wishes, [0.5, 0, 0], [says]);
    expect(later.weights[0]).toBeCloseTo(0.25, 7);
  });

  it('takes an agent’s weights from its forecasts', () => {
    const rebalancer = grown(rebalancerOf({ method: 'ppo' }));
    const expectedSigma = Float64Array.of(0, 0, Number.NaN);
    const says = { model: 'ppo', scale: 1, slope: 0.5, correlation: 0, expectedSigma };
    const { weights } = ask(rebalancer, 31, ALL, [0, 0, 0], [says]);
    expect(weights[0], 'as good as cash').toBeCloseTo(1 / 3, 7);
    expect(weights[1]).toBeCloseTo(1 / 3, 7);
    expect(weights[2]).toBeNull();
  });

  it('never wants what is not a number, whatever is held', () => {
    for (const odd of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      for (const method of ['risk-parity', 'mean-variance', 'max-sharpe', 'black-litterman']) {
        const { weights } = ask(grown(rebalancerOf({ method })), 31, ALL, [odd, 0, 0]);
        for (const weight of weights) expect(weight === null || Number.isFinite(weight)).toBe(true);
      }
    }
  });
});

statefulContract('Rebalancer', {
  make: () => rebalancerOf({ method: 'risk-parity', rebalance: 'week', lookbackBars: 20 }),
  step: (rebalancer, day) =>
    ask(
      rebalancer,
      day,
      [wish(0), day % 9 < 5 ? wish(1) : wish(1, -0.5), wish(2, 0.3)],
      [0.2, 0.1 * (day % 4), 0],
    ),
  steps: 40,
});
