import { describe, expect, it } from 'vitest';
import { mean, Random } from '#base';
import { PairMatrix } from './pair-matrix.ts';
import { ReturnHistory } from './return-history.ts';

const BARS = 20;

/** Four assets: two that move together, one that shows a bad print, one of the same return each bar. */
function pushed(history: ReturnHistory, bars: number, each: () => void): void {
  const random = new Random(3);
  const present = new Uint8Array(4).fill(1);
  for (let bar = 0; bar < bars; bar++) {
    const shared = 0.01 * random.normal();
    const print = bar === 25 ? 1e5 : 0.01 * random.normal();
    history.push(present, Float64Array.of(shared, shared + 0.01 * random.normal(), print, 0.001));
    each();
  }
}

function direct(history: ReturnHistory, one: number, other: number) {
  const [a, b] = [history.column(one), history.column(other)];
  const central = (x: Float64Array, y: Float64Array) =>
    x.reduce((sum, value, at) => sum + (value - mean(x)) * (y[at] - mean(y)), 0);
  return {
    covariance: central(a, b) / (BARS - 1),
    correlation: central(a, b) / Math.sqrt(central(a, a) * central(b, b)),
  };
}

describe('PairMatrix', () => {
  it('is what the returns of the window say, bar after bar, after a bad print too', () => {
    const history = new ReturnHistory(BARS, 4, true);
    const covariances = new PairMatrix(history, 'covariance');
    const correlations = new PairMatrix(history, 'correlation');
    let bars = 0;
    pushed(history, 500, () => {
      if (++bars < BARS) return;
      for (const [one, other] of [
        [0, 1],
        [2, 0],
        [1, 2],
        [2, 2],
      ]) {
        const { covariance, correlation } = direct(history, one, other);
        const scale = Math.abs(covariance) + 1e-4;
        expect(Math.abs(covariances.entry(one, other) - covariance) / scale).toBeLessThan(1e-9);
        expect(correlations.entry(one, other)).toBeCloseTo(correlation, 9);
      }
      const row = new Float64Array(2);
      correlations.row(2, Int32Array.of(0, 1), 2, row);
      expect([...row]).toEqual([correlations.entry(2, 0), correlations.entry(2, 1)]);
    });
  });

  it('has lost nothing to rounding once the window has gone by', () => {
    const history = new ReturnHistory(BARS, 4, true);
    pushed(history, 10 * BARS, () => undefined);
    const { coMoments: _, ...returns } = history.saveState();
    const anew = new ReturnHistory(BARS, 4, true);
    anew.loadState(returns);
    expect(history.saveState()).toEqual(anew.saveState());
  });

  it('is NaN for the same return at every bar, whatever rounding makes of it', () => {
    const assets = 40;
    const history = new ReturnHistory(BARS, assets, true);
    const correlations = new PairMatrix(history, 'correlation');
    const present = new Uint8Array(assets).fill(1);
    const random = new Random(3);
    for (let bar = 0; bar < 2 * BARS - 1; bar++) {
      const moves = Float64Array.from({ length: assets }, (_, at) => 0.0037 * at);
      moves[0] = 0.01 * random.normal();
      history.push(present, moves);
      if (bar < BARS) continue;
      for (let asset = 1; asset < assets; asset++) expect(correlations.entry(asset, 0)).toBeNaN();
    }
  });

  it('is NaN for what stands still but for rounding, and for what is not known yet', () => {
    const history = new ReturnHistory(BARS, 4, true);
    const correlations = new PairMatrix(history, 'correlation');
    pushed(history, BARS - 1, () => undefined);
    expect(correlations.entry(0, 1)).toBeNaN();
    pushed(history, 30, () => undefined);
    expect(correlations.entry(0, 1)).toBeGreaterThan(0.4);
    expect(correlations.entry(0, 3)).toBeNaN();
  });
});

describe('ReturnHistory', () => {
  it('goes on from a state of before the place in its ring was kept', () => {
    const whole = new ReturnHistory(BARS, 4, false);
    pushed(whole, 33, () => undefined);
    const { next: _, ...older } = whole.saveState();
    const loaded = new ReturnHistory(BARS, 4, false);
    loaded.loadState(older);
    expect(loaded.matrix()).toEqual(whole.matrix());
  });
});
