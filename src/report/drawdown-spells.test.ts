import { worstDrawdown } from '#base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawdownSpells } from './drawdown-spells.ts';

describe('drawdownSpells', () => {
  it('lists each fall from its peak over its trough to its recovery, the deepest first', () => {
    const values = Float64Array.of(100, 110, 99, 105, 110, 120, 60, 90, 80);
    expect(drawdownSpells(values)).toEqual([
      { depth: 0.5, peakRow: 5, troughRow: 6, recoveryRow: null },
      { depth: expect.closeTo(0.1, 12) as number, peakRow: 1, troughRow: 2, recoveryRow: 4 },
    ]);
  });

  it('finds none where nothing falls', () => {
    expect(drawdownSpells(Float64Array.of(1, 1, 2))).toEqual([]);
  });

  it('begins with the worst drawdown, and no two overlap', () => {
    const curve = fc.array(fc.double({ min: 1, max: 100, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(curve, (values) => {
        const path = Float64Array.from(values);
        const spells = drawdownSpells(path);
        expect(spells[0]?.depth ?? 0).toBeCloseTo(worstDrawdown(path).depth, 12);
        const inOrder = spells.toSorted((a, b) => a.peakRow - b.peakRow);
        for (const [at, spell] of inOrder.entries()) {
          expect(spell.troughRow).toBeGreaterThan(spell.peakRow);
          const next = inOrder[at + 1];
          if (next !== undefined)
            expect(next.peakRow).toBeGreaterThanOrEqual(spell.recoveryRow ?? Infinity);
        }
      }),
    );
  });
});
