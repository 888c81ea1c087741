import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '#base';
import { statefulContract } from '../../../tests/contracts/stateful.ts';
import { randomBars } from '../../../tests/support/random-bars.ts';
import { CrossSection } from './cross-section.ts';
import { peerTables } from './peer-tables.ts';

const HALF_LIFE = 32;
const BARS = 60;

/** Walks of so many assets, and the section after their last bars. */
function sectionOf(assets: number, seed: number): { section: CrossSection; moves: number[] } {
  const random = new Random(seed);
  const section = new CrossSection(assets, HALF_LIFE);
  const closes = Array.from({ length: assets }, () => 100);
  let moves: number[] = [];
  for (let bar = 0; bar < BARS; bar++) {
    moves = closes.map(() => 0.01 * random.normal());
    moves.forEach((move, at) => {
      closes[at] *= Math.exp(move);
      section.take(at, closes[at]);
    });
    section.finish();
  }
  return { section, moves };
}

describe('CrossSection', () => {
  it('ranks from −½ to ½, each place once, and means of the others leave the asset out', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), fc.nat(), (assets, seed) => {
        const { section } = sectionOf(assets, seed);
        const rows = Array.from({ length: assets }, (_, at) => section.rowOf(at));
        const ranks = rows.map(({ rank }) => rank).sort((a, b) => a - b);
        ranks.forEach((rank, place) => {
          expect(rank).toBeCloseTo(place / (assets - 1) - 0.5, 12);
        });
        const byLead = rows.toSorted((a, b) => a.lead - b.lead);
        expect(byLead.map(({ rank }) => rank)).toEqual(ranks);
        // Σ of leave-one-out leads is 0, as Σ of ranks is.
        expect(rows.reduce((sum, { lead }) => sum + lead, 0)).toBeCloseTo(0, 9);
        expect(new Set(rows.map(({ dispersion }) => dispersion)).size).toBe(1);
      }),
      { numRuns: 50 },
    );
  });

  it('gives equals the mean of their places', () => {
    const section = new CrossSection(3, HALF_LIFE);
    for (let bar = 0; bar < BARS; bar++) {
      const price = 100 * Math.exp(0.01 * Math.sin(bar));
      section.take(0, price);
      section.take(1, price);
      section.take(2, 100 * Math.exp(0.02 * bar));
      section.finish();
    }
    expect(section.rowOf(0).rank).toBe(-0.25);
    expect(section.rowOf(1).rank).toBe(-0.25);
    expect(section.rowOf(2).rank).toBe(0.5);
  });

  it('knows nothing of an asset alone, nor of one without a bar at this time', () => {
    const { section } = sectionOf(3, 1);
    section.take(0, 101);
    section.take(2, 99);
    section.finish();
    expect(section.rowOf(1)).toEqual({
      market: Number.NaN,
      dispersion: Number.NaN,
      rank: Number.NaN,
      lead: Number.NaN,
    });
    expect(Math.abs(section.rowOf(0).rank)).toBe(0.5);
    section.take(0, 102);
    section.finish();
    expect(section.rowOf(0).market).toBeNaN();
  });
});

describe('peerTables', () => {
  it('are the same whatever order the assets come in', () => {
    const tables = [1, 2, 3].map((seed) => randomBars(seed, 200, { skip: 0.1 }));
    const straight = peerTables(tables, HALF_LIFE);
    const turned = peerTables(tables.toReversed(), HALF_LIFE).toReversed();
    straight.forEach(({ rank, market }, at) => {
      expect(rank).toEqual(turned[at].rank);
      market.forEach((value, row) => {
        if (Number.isNaN(value)) expect(turned[at].market[row]).toBeNaN();
        else expect(value).toBeCloseTo(turned[at].market[row], 12);
      });
    });
    expect(straight[0].rank.some((rank) => rank === 0.5)).toBe(true);
  });
});

statefulContract('CrossSection', {
  make: () => new CrossSection(2, HALF_LIFE),
  step: (section, at) => {
    section.take(0, 100 + Math.sin(at));
    if (at % 3 > 0) section.take(1, 50 + Math.cos(at));
    section.finish();
    return [{ ...section.rowOf(0) }, { ...section.rowOf(1) }];
  },
  steps: 30,
});
