import { describe, expect, it } from 'vitest';
import { Random } from '#base';
import { ALL_TIME, type ModelTable } from '#features';
import { meanCorrelation } from './mean-correlation.ts';
import { collectSamples } from './samples.ts';

const ROWS = 20_000;
const HORIZON = 2;

/** Assets whose next returns share a factor: any two correlate by `share`. */
function tables(assets: number, share: number, lastFrom = 0): ModelTable[] {
  const random = new Random(5);
  const common = Float64Array.from({ length: ROWS }, () => random.normal());
  return Array.from({ length: assets }, (_, asset) => {
    const targets = Float32Array.from({ length: ROWS * HORIZON }, (_value, at) =>
      at % HORIZON === 0
        ? Math.sqrt(share) * common[at / HORIZON] + Math.sqrt(1 - share) * random.normal()
        : random.normal(),
    );
    const from = asset === assets - 1 ? lastFrom : 0;
    return {
      names: ['a'],
      times: Float64Array.from({ length: ROWS }, (_value, row) => row),
      features: new Float32Array(ROWS),
      ready: Uint8Array.from({ length: ROWS }, (_value, row) => (row >= from ? 1 : 0)),
      volatility: new Float64Array(ROWS).fill(0.01),
      horizonBars: HORIZON,
      targets,
      labelEnd: Float64Array.from({ length: ROWS }, (_value, row) => row + HORIZON),
    };
  });
}

const correlationOf = (of: ModelTable[]) => meanCorrelation(collectSamples(of, 1, ALL_TIME));

describe('the mean correlation of assets', () => {
  it('finds what was planted, in any number of assets and with a late one', () => {
    expect(correlationOf(tables(2, 0.3))).toBeCloseTo(0.3, 1);
    expect(correlationOf(tables(6, 0.3))).toBeCloseTo(0.3, 1);
    expect(correlationOf(tables(3, 0.6, ROWS / 2))).toBeCloseTo(0.6, 1);
  });

  it('stays within 0 and 0.95, and is 0 where nothing is shared', () => {
    expect(correlationOf(tables(1, 0.3))).toBe(0);
    expect(correlationOf(tables(3, 1))).toBe(0.95);
    const [one, other] = tables(2, 0.5);
    const turned = { ...other, targets: one.targets.map((value) => -value) };
    expect(correlationOf([one, turned])).toBe(0);
  });
});
