import { describe, expect, it } from 'vitest';
import { emptySlice } from '#base';
import { refusalOf } from '../../tests/support/refusal.ts';
import { Pairs } from './pairs.ts';
import { RollingSpread } from './rolling-spread.ts';

const OPTIONS = { lookbackBars: 40, entryZ: 2, exitZ: 0.5, stopZ: 4 };
const BETA = 0.5;
const NOISE = 0.001;

/** Prices of two assets, the first moving by half of the second and by what stands in `spread`. */
function pairOf(spread: readonly number[]): (readonly [number, number])[] {
  return spread.map((off, at) => {
    const second = 4 + 0.1 * Math.sin(0.7 * at);
    return [Math.exp(2 + BETA * second + off), Math.exp(second)] as const;
  });
}

/** Noise about zero for so long that the window is full, then the steps, in deviations of the noise. */
function quietThen(...steps: readonly number[]): number[] {
  const quiet = Array.from({ length: 60 }, (_, at) => (at % 2 === 0 ? NOISE : -NOISE));
  return [...quiet, ...steps.map((step) => step * NOISE)];
}

function targetsOf(spread: readonly number[], from = 60) {
  const strategy = new Pairs(2, OPTIONS);
  const slice = emptySlice(2);
  slice.present.fill(1);
  return pairOf(spread)
    .map((prices) => {
      slice.close.set(prices);
      return strategy.generateSignals(slice);
    })
    .slice(from)
    .map((signals) =>
      signals.map(({ targetPosition, reason }) => [Number(targetPosition.toFixed(1)), reason]),
    );
}

const NONE: readonly unknown[] = [];
const wide = (side: number) => [
  [side, 'spread-wide'],
  [-side * BETA, 'spread-wide'],
];
const out = (reason: string) => [
  [0, reason],
  [0, reason],
];

describe('pairs', () => {
  it('does nothing while the spread is near its mean', () => {
    expect(targetsOf(quietThen(1, -1, 1.5), 0).flat()).toEqual([]);
  });

  it('is short of a wide spread, hedged by its ratio, until it has come back', () => {
    expect(targetsOf(quietThen(3, 1.5, 1, 0.2))).toEqual([
      wide(-1),
      NONE,
      NONE,
      out('spread-back'),
    ]);
    expect(targetsOf(quietThen(-3, -1.5, -0.2))).toEqual([wide(1), NONE, out('spread-back')]);
  });

  it('is out, too, when the spread has come back beyond its mean', () => {
    expect(targetsOf(quietThen(3, -1.2))).toEqual([wide(-1), out('spread-back')]);
  });

  it('gives up a spread that goes on, and stays out until it has come back', () => {
    expect(targetsOf(quietThen(3, 8, 5, 0.1, 6))).toEqual([
      wide(-1),
      out('spread-stop'),
      NONE,
      NONE,
      wide(-1),
    ]);
  });

  it('does not enter where the assets move against each other', () => {
    const strategy = new Pairs(2, OPTIONS);
    const slice = emptySlice(2);
    slice.present.fill(1);
    const signals = pairOf(quietThen(3)).flatMap(([first, second]) => {
      slice.close.set([first, 1 / second]);
      return strategy.generateSignals(slice);
    });
    expect(signals).toEqual([]);
  });

  it('needs a bar of both, and leaves an asset over alone', () => {
    const strategy = new Pairs(3, OPTIONS);
    const slice = emptySlice(3);
    slice.present.fill(1);
    const assets = pairOf(quietThen(3, 3)).map(([first, second], bar) => {
      slice.present[1] = bar === 60 ? 0 : 1;
      slice.close.set([first, second, first]);
      return strategy.generateSignals(slice).map(({ asset }) => asset);
    });
    expect(assets.slice(60)).toEqual([[], [0, 1]]);
  });

  it('refuses to trade one asset', () => {
    const { code, message } = refusalOf(() => new Pairs(1, OPTIONS));
    expect(code).toBe('strategies/too-few-assets');
    expect(message).toContain('there is 1; name two');
  });
});

describe('a rolling spread', () => {
  it('judges a bar by those before it alone', () => {
    const spread = new RollingSpread(4);
    const lines = [
      [1.2, 1],
      [1.9, 2],
      [3.2, 3],
      [3.7, 4],
    ];
    for (const [a, b] of lines) expect(spread.update(Math.exp(a), Math.exp(b))).toBeNull();
    // By hand: means 2.5 and 2.5, cov 4.4, var 5, β 0.88; residuals 0.02, −0.16, 0.26, −0.12.
    const found = spread.update(Math.exp(6), Math.exp(5));
    expect(found?.hedgeRatio).toBeCloseTo(0.88, 12);
    const deviation = Math.sqrt((0.02 ** 2 + 0.16 ** 2 + 0.26 ** 2 + 0.12 ** 2) / 3);
    expect(found?.z).toBeCloseTo((3.5 - 0.88 * 2.5) / deviation, 10);
  });

  it('is none where prices stand still', () => {
    const spread = new RollingSpread(3);
    for (let bar = 0; bar < 8; bar++) expect(spread.update(5, 7)).toBeNull();
  });
});
