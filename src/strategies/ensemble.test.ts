import { describe, expect, it } from 'vitest';
import { emptySlice, type Forecast, type Logger, Random, SILENT_LOGGER } from '#base';
import { EnsembleStrategy, type EnsembleOptions } from './ensemble.ts';
import { ShadowScores } from './shadow-scores.ts';

const OPTIONS: EnsembleOptions = {
  models: ['good', 'bad'],
  weights: [],
  flatBelow: 0.1,
  fullAt: 2,
  band: 0,
  cooldownBars: 0,
  confirmationBars: 1,
  halfLifeBars: 50,
  tilt: 0.5,
  floor: 0.05,
};

const says = (model: string, ...expectedSigma: number[]): Forecast => ({
  model,
  scale: 0.1,
  correlation: 0,
  slope: 1,
  expectedSigma: Float64Array.from(expectedSigma),
});

function sliceOf(...close: number[]) {
  const slice = emptySlice(close.length);
  slice.present.fill(1);
  slice.close.set(close);
  return slice;
}

const ensemble = (
  options: Partial<EnsembleOptions> = {},
  logger: Logger = SILENT_LOGGER,
  assets = 1,
) => new EnsembleStrategy(assets, { ...OPTIONS, ...options }, logger);

/** Target of one asset after one bar of these forecasts. */
function targetOf(forecasts: readonly Forecast[], options: Partial<EnsembleOptions> = {}) {
  const [made] = ensemble(options).generateSignals(sliceOf(100), forecasts);
  return made?.targetPosition;
}

describe('the vote of an ensemble', () => {
  it('is Σ w·f over Σ w·scale, a full position at so many typical sizes', () => {
    expect(targetOf([says('good', 0.1), says('bad', 0.1)])).toBeCloseTo(0.5, 12);
    expect(targetOf([says('good', 0.3), says('bad', -0.1)])).toBeCloseTo(0.5, 12);
    const weights = { weights: [3, 1], floor: 0 };
    expect(targetOf([says('good', 0.2), says('bad', -0.2)], weights)).toBeCloseTo(0.5, 12);
    expect(targetOf([says('good', 9), says('bad', 9)])).toBe(1);
  });

  it('counts forecasts in σ: a model of larger forecasts says more', () => {
    const loud = { ...says('bad', -0.3), scale: 0.3 };
    expect(targetOf([says('good', 0.1), loud])).toBeCloseTo((0.1 - 0.3) / (0.1 + 0.3) / 2, 12);
  });

  it('is flat below its limit, also for what was held', () => {
    const strategy = ensemble({ band: 0.3 });
    const targets = [0.2, 0.05, 0.019, -0.019].map(
      (forecast) => strategy.generateSignals(sliceOf(100), [says('good', forecast)])[0],
    );
    expect(targets.map(({ targetPosition }) => Number(targetPosition.toFixed(9)))).toEqual([
      0.7, 0.55, 0, 0,
    ]);
    expect(targets.map(({ direction }) => direction + 0)).toEqual([1, 1, 0, 0]);
  });

  it('is of those that spoke; where none did what is held stays', () => {
    expect(targetOf([says('good', 0.1), says('bad', Number.NaN)])).toBeCloseTo(0.5, 12);
    expect(targetOf([says('good', 0.1)])).toBeCloseTo(0.5, 12);
    expect(targetOf([says('good', Number.NaN), says('bad', Number.NaN)])).toBeUndefined();
    expect(targetOf([])).toBeUndefined();
  });

  it.each([
    ['no number', says('bad', Number.NaN)],
    ['no end', says('bad', Number.NEGATIVE_INFINITY)],
    ['no scale', { ...says('bad', 0.2), scale: Number.NaN }],
    ['a scale of nothing', { ...says('bad', 0.2), scale: 0 }],
    ['no correlation', { ...says('bad', 0.2), correlation: Number.NaN }],
  ])('leaves out a model whose forecast has %s, and says so once', (_, faulty) => {
    const lines: string[] = [];
    const strategy = ensemble({}, { ...SILENT_LOGGER, warn: (line) => lines.push(line) });
    for (let bar = 0; bar < 3; bar++) {
      const [made] = strategy.generateSignals(sliceOf(100), [says('good', 0.1), faulty]);
      expect(made.targetPosition).toBeCloseTo(0.5, 12);
    }
    expect(lines).toEqual(['Model bad gives no finite forecast; the ensemble votes without it']);
  });

  it('hedges assets against each other as one model’s forecasts are', () => {
    const together = (model: string) => ({ ...says(model, 0.1, 0.1), correlation: 0.9 });
    const strategy = ensemble({ flatBelow: 0 }, SILENT_LOGGER, 2);
    const [first] = strategy.generateSignals(sliceOf(100, 50), [together('good'), together('bad')]);
    expect(first.targetPosition).toBeGreaterThan(0);
    expect(first.targetPosition).toBeLessThan(0.2);
  });

  it('turns only when confirmed and cooled down', () => {
    const targets = (options: Partial<EnsembleOptions>) => {
      const strategy = ensemble(options);
      return [0.2, -0.2, -0.2].map(
        (forecast) =>
          strategy.generateSignals(sliceOf(100), [says('good', forecast)])[0].targetPosition + 0,
      );
    };
    expect(targets({})).toEqual([1, -1, -1]);
    expect(targets({ confirmationBars: 2 })).toEqual([0, 0, -1]);
    expect(targets({ cooldownBars: 1 })).toEqual([1, 1, -1]);
  });
});

/** A walk of which one model knows the next move, and the other says the opposite. */
function knownWalk(strategy: EnsembleStrategy, bars: number) {
  const random = new Random(5);
  let price = 100;
  const moves = Array.from({ length: bars }, () => 0.01 * random.normal());
  return moves.map((move) => {
    const slice = sliceOf(price);
    price *= Math.exp(move);
    const forecast = 0.1 * Math.sign(move);
    strategy.generateSignals(slice, [says('good', forecast), says('bad', -forecast)]);
    return strategy.modelWeights;
  });
}

describe('the weights of an ensemble', () => {
  it('begin as they are set', () => {
    expect(ensemble().modelWeights).toEqual({ good: 0.5, bad: 0.5 });
    expect(ensemble({ weights: [3, 1], floor: 0 }).modelWeights).toEqual({ good: 0.75, bad: 0.25 });
  });

  it('move to the models whose votes earned, the others keeping the floor', () => {
    const weights = knownWalk(ensemble(), 200);
    expect(weights[20]['good']).toBe(0.5);
    expect(weights[199]['good']).toBeGreaterThan(0.94);
    expect(weights[199]['bad']).toBeCloseTo(0.05, 3);
  });

  it('stay where they are told not to follow', () => {
    expect(knownWalk(ensemble({ tilt: 0 }), 200).at(-1)).toEqual({ good: 0.5, bad: 0.5 });
  });

  it('follow scores given from outside', () => {
    const strategy = ensemble({ floor: 0 });
    strategy.updateWeights({ good: 2, bad: 0 });
    expect(strategy.modelWeights['good']).toBeCloseTo(Math.E / (Math.E + 1), 12);
    strategy.updateWeights({ good: Number.NaN });
    expect(strategy.modelWeights).toEqual({ good: 0.5, bad: 0.5 });
  });
});

describe('shadow scores', () => {
  const prices = (() => {
    const random = new Random(9);
    let price = 100;
    return Array.from({ length: 80 }, () => (price *= Math.exp(0.01 * random.normal())));
  })();

  /** Scores after each bar, the model voting as told at each. */
  const scoresOf = (voteAt: (bar: number) => number, close = prices) => {
    const shadow = new ShadowScores({ models: ['m'], assets: 1, halfLifeBars: 1e9 });
    return close.map((price, bar) => {
      shadow.observe(sliceOf(price));
      shadow.note(0, 0, voteAt(bar));
      return shadow.scores['m'];
    });
  };

  it('are the t-statistic of what votes earned by the move after them', () => {
    const voteAt = (bar: number) => Math.sin(bar);
    const moves = prices.map((price, bar) => Math.log(price / prices[bar - 1]));
    let sum = 0;
    let weight = 0;
    const earned: number[] = [];
    const decay = 0.5 ** (1 / 21);
    moves.forEach((move, bar) => {
      if (bar === 0) return;
      // The volatility a vote is judged in is that known before the move.
      if (bar > 20) earned.push((voteAt(bar - 1) * move) / Math.sqrt(sum / weight));
      sum = decay * sum + move ** 2;
      weight = decay * weight + 1;
    });
    const average = earned.reduce((total, each) => total + each, 0) / earned.length;
    const squares = earned.reduce((total, each) => total + each ** 2, 0) / earned.length;
    const t = (average * Math.sqrt(earned.length)) / Math.sqrt(squares - average ** 2);
    expect(scoresOf(voteAt).at(-1)).toBeCloseTo(t, 6);
  });

  it('never judge a vote by what came before it', () => {
    const moves = prices.map((price, bar) => Math.log(price / prices[bar - 1]) || 0);
    const after = scoresOf((bar) => Math.sign(moves[bar + 1] ?? 0)).at(-1);
    const same = scoresOf((bar) => Math.sign(moves[bar])).at(-1);
    expect(after).toBeGreaterThan(5);
    expect(Math.abs(same ?? Number.NaN)).toBeLessThan(3);
  });

  it('judge a vote by the next move alone, and a silent model by none', () => {
    const shadow = new ShadowScores({ models: ['m', 'n'], assets: 1, halfLifeBars: 1e9 });
    prices.forEach((price, bar) => {
      shadow.observe(sliceOf(price));
      shadow.note(0, 0, Math.sin(bar));
      if (bar < 50) shadow.note(1, 0, Math.sin(bar));
      if (bar === 50) shadow.note(1, 0, 0);
    });
    expect(shadow.scores['n']).not.toBe(shadow.scores['m']);
    const upTo = new ShadowScores({ models: ['n'], assets: 1, halfLifeBars: 1e9 });
    prices.slice(0, 52).forEach((price, bar) => {
      upTo.observe(sliceOf(price));
      upTo.note(0, 0, bar < 50 ? Math.sin(bar) : 0);
    });
    expect(shadow.scores['n']).toBe(upTo.scores['n']);
  });

  it('are 0 before there are enough of them', () => {
    const scores = scoresOf(() => 1);
    expect(scores.slice(0, 40).every((score) => score === 0)).toBe(true);
    expect(scores[41]).not.toBe(0);
  });
});
