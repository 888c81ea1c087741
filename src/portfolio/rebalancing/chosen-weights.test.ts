import { describe, expect, it } from 'vitest';
import { Random } from '#base';
import { systemSchema } from '#config';
import type { Bet } from './bets.ts';
import { chooseWeights, type Outlook } from './chosen-weights.ts';

const BARS = 500;
const SYMBOLS = ['A', 'B', 'C'];

/** Daily returns: A and B nearly the same, C by itself, all with a volatility of about 1 %. */
function returns() {
  const random = new Random(3);
  const values = new Float64Array(BARS * 3);
  for (let bar = 0; bar < BARS; bar++) {
    const common = random.normal();
    values[bar * 3] = 0.01 * common;
    values[bar * 3 + 1] = 0.01 * (0.98 * common + 0.2 * random.normal());
    values[bar * 3 + 2] = 0.01 * random.normal();
  }
  return { bars: BARS, assets: 3, values };
}

const outlook = (portfolio: object, changes: Partial<Outlook> = {}): Outlook => ({
  symbols: SYMBOLS,
  groups: {},
  portfolio: systemSchema.parse({ portfolio }).portfolio,
  returns: returns(),
  barsPerYear: 252,
  riskFreeRate: 0,
  held: new Float64Array(3),
  reserved: 0,
  costAYear: 0,
  policy: null,
  ...changes,
});

const bet = (asset: number, side: 1 | -1 = 1, strength = 1, confidence = 1): Bet => ({
  asset,
  side,
  strength,
  confidence,
});

const chosen = (bets: readonly Bet[], of: Outlook) => [...chooseWeights(bets, of).weights];

describe('chooseWeights by risk', () => {
  it('gives each bet its strength’s part of its weight, on its side', () => {
    const weights = chosen([bet(0), bet(1, -1, 0.5), bet(2)], outlook({ method: 'equal-weight' }));
    expect(weights).toEqual([1 / 3, -1 / 6, 1 / 3]);
  });

  it('leaves assets without a bet alone', () => {
    const weights = chosen([bet(2)], outlook({ method: 'equal-weight' }));
    expect(weights).toEqual([Number.NaN, Number.NaN, 1]);
  });

  it('sees that two bets hedge each other', () => {
    const same = chosen([bet(0), bet(1), bet(2)], outlook({ method: 'risk-parity' }));
    const hedged = chosen([bet(0), bet(1, -1), bet(2)], outlook({ method: 'risk-parity' }));
    expect(same[2], 'the lone one beside two alike').toBeGreaterThan(same[0]);
    expect(hedged[2], 'the lone one beside two that cancel').toBeLessThan(hedged[0] / 2);
    expect(hedged[1]).toBeLessThan(0);
  });

  it('stakes no more than the gross exposure allowed', () => {
    const settings = { method: 'risk-parity', longShort: true, maxGross: 0.7 };
    const weights = chosen([bet(0), bet(2, -1)], outlook(settings));
    expect(weights[0] - weights[2]).toBeCloseTo(0.7, 8);
  });

  it('invests only what caps and groups leave room for', () => {
    const capped = chosen([bet(0), bet(2)], outlook({ method: 'min-variance', maxWeight: 0.3 }));
    expect(capped[0]).toBeCloseTo(0.3, 7);
    expect(capped[2]).toBeCloseTo(0.3, 7);
    const grouped = outlook(
      { method: 'equal-weight', maxGroupWeight: 0.4, maxWeight: 0.3 },
      { groups: { A: 'tech', B: 'tech' } },
    );
    const { weights, allocation } = chooseWeights([bet(0), bet(1), bet(2)], grouped);
    expect(weights[0] + weights[1]).toBeCloseTo(0.4, 7);
    expect(weights[2]).toBeCloseTo(0.3, 7);
    expect(allocation.used).toBe('equal-weight');
  });
});

describe('chooseWeights of what cannot be weighed', () => {
  it('leaves it as it is', () => {
    const still = returns();
    for (let bar = 0; bar < BARS; bar++) still.values[bar * 3] = 0;
    const weights = chosen([bet(0), bet(2)], outlook({ method: 'hrp' }, { returns: still }));
    expect(weights[0]).toBeNaN();
    expect(weights[2]).toBeCloseTo(1, 8);
  });
});

describe('chooseWeights beside what stays as it is', () => {
  it.each(['equal-weight', 'min-variance', 'max-sharpe', 'mean-variance', 'ppo'])(
    '%s shares out only the rest',
    (method) => {
      const settings = { method, signalSharpe: 5, riskAversion: 1 };
      const policy = Float64Array.of(0.5, 0.5, 0);
      const rest = outlook(settings, { reserved: 0.4, policy });
      const [first, second] = chosen([bet(0), bet(1)], rest);
      expect(first + second).toBeCloseTo(0.6, 7);
    },
  );

  it('gives nothing where nothing is left', () => {
    for (const method of ['equal-weight', 'mean-variance', 'black-litterman']) {
      const weights = chosen([bet(0), bet(1)], outlook({ method }, { reserved: 1.2 }));
      expect(weights[0] + weights[1]).toBeCloseTo(0, 7);
    }
  });
});

describe('chooseWeights by expected returns', () => {
  it('is what mean-variance makes of signalSharpe · σ · strength', () => {
    const settings = { method: 'mean-variance', signalSharpe: 0.5, riskAversion: 5 };
    const [, , weight] = chosen([bet(2, 1, 0.6)], outlook(settings));
    const { values } = returns();
    const own = values.filter((_, at) => at % 3 === 2);
    const mean = own.reduce((sum, value) => sum + value, 0) / BARS;
    const daily = own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (BARS - 1);
    expect(weight).toBeCloseTo((0.5 * 0.6) / (5 * Math.sqrt(daily * 252)), 6);
  });

  it('holds cash where a bet is not worth more, and each asset on its bet’s side only', () => {
    const timid = outlook({ method: 'mean-variance', signalSharpe: 0.1 });
    expect(chosen([bet(2)], timid)[2]).toBeLessThan(0.2);
    const both = outlook({ method: 'mean-variance', longShort: true });
    // A and B move alike, so that the weaker of two bets on one side would hedge the stronger.
    const [first, second] = chosen([bet(0), bet(1, 1, 0.1)], both);
    expect(first).toBeGreaterThan(0.5);
    expect(second).toBeCloseTo(0, 7);
    const [short, other] = chosen([bet(0, -1), bet(1, -1, 0.1)], both);
    expect(short).toBeLessThan(-0.5);
    expect(other).toBeCloseTo(0, 7);
  });

  it('trades less the more it costs', () => {
    const settings = { method: 'mean-variance', riskAversion: 20 };
    const free = chosen([bet(2)], outlook(settings))[2];
    const dear = chosen([bet(2)], outlook(settings, { costAYear: 0.03 }))[2];
    const forbidding = chosen([bet(2)], outlook(settings, { costAYear: 9 }))[2];
    expect(dear).toBeLessThan(free);
    expect(forbidding).toBeCloseTo(0, 8);
  });

  it('believes a signal as much as it is sure', () => {
    const settings = { method: 'black-litterman', blackLitterman: { riskAversion: 5 } };
    const on = (confidence: number) =>
      chosen([bet(0, 1, 0.1), bet(2, 1, 1, confidence)], outlook(settings))[2];
    expect(on(0.9)).toBeGreaterThan(on(0.1));
  });

  it('takes an agent’s weights as they are, for the assets that have a bet', () => {
    const policy = Float64Array.of(0.2, 0.3, 0.1);
    const weights = chosen([bet(0, 1, 0.5), bet(2)], outlook({ method: 'ppo' }, { policy }));
    expect(weights[0]).toBeCloseTo(0.2, 8);
    expect(weights[1]).toBeNaN();
    expect(weights[2]).toBeCloseTo(0.1, 8);
  });
});
