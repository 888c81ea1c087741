import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemSchema, type TradingConfig } from '#config';
import type { Sizing, SizingInputs } from '#portfolio';

export interface SizerCase {
  readonly method: TradingConfig['sizing']['method'];
  readonly make: (trading: TradingConfig) => { size(inputs: SizingInputs): Sizing };
  /** The inputs that this way rests on besides equity and price. */
  readonly needs: readonly (keyof SizingInputs)[];
}

/** Usable more often than not, so that some cases get as far as a quantity. */
const anyNumber = fc.oneof(
  fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
  fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
  fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
  fc.double(),
  fc.constantFrom(0, -1, Number.NaN, Number.POSITIVE_INFINITY),
);

const cases = fc.record({
  cap: fc.double({ min: 0.01, max: 3, noNaN: true }),
  lotSize: fc.constantFrom(0, 0.1, 1, 100),
  allowShort: fc.boolean(),
  targetPosition: fc.oneof(fc.double({ min: -1, max: 1, noNaN: true }), fc.double()),
  equity: anyNumber,
  price: anyNumber,
  volatility: anyNumber,
  averageTrueRange: anyNumber,
  weight: anyNumber,
  earnings: fc.option(
    fc.record({ mean: anyNumber, meanSquare: anyNumber, effectiveBars: anyNumber }),
  ),
  assets: fc.oneof(fc.integer({ min: 1, max: 100 }), anyNumber),
  barsPerYear: anyNumber,
});

/** What every way to size a position must hold to. */
export function sizerContract({ method, make, needs }: SizerCase): void {
  const forAll = (
    check: (sizing: Sizing, inputs: SizingInputs, trading: TradingConfig) => void,
  ): void =>
    fc.assert(
      fc.property(cases, ({ cap, lotSize, allowShort, ...given }) => {
        const { trading } = systemSchema.parse({
          trading: { lotSize, allowShort, sizing: { method }, risk: { maxPositionFraction: cap } },
        });
        check(make(trading).size(given), given, trading);
      }),
      { numRuns: 1000 },
    );

  describe(`sizing by ${method}`, () => {
    it('gives a number of units on the side asked for, or none', () => {
      forAll(({ quantity }, { targetPosition }, { allowShort }) => {
        expect(Number.isFinite(quantity)).toBe(true);
        if (quantity !== 0) expect(Math.sign(quantity)).toBe(Math.sign(targetPosition));
        if (!allowShort) expect(quantity).toBeGreaterThanOrEqual(0);
      });
    });

    it('says why where it gives nothing that was asked for', () => {
      forAll(({ quantity, reason }, { targetPosition }) => {
        expect(reason !== null).toBe(quantity === 0 && targetPosition !== 0);
      });
    });

    it('never exceeds its cap, not by the last bit', () => {
      forAll(({ quantity }, { price, equity }, { risk }) => {
        if (quantity === 0) return;
        expect(Math.abs(quantity * price)).toBeLessThanOrEqual(equity * risk.maxPositionFraction);
      });
    });

    it('gives whole lots', () => {
      forAll(({ quantity }, _, { lotSize }) => {
        if (lotSize === 0) return;
        const lots = Math.abs(quantity) / lotSize;
        expect(Math.abs(lots - Math.round(lots))).toBeLessThanOrEqual(1e-9 * Math.max(1, lots));
      });
    });

    it('gives nothing where anything it rests on is no positive number', () => {
      const needed = ['equity', 'price', ...needs] as const;
      forAll(({ quantity, reason }, inputs) => {
        const isKnown =
          Number.isFinite(inputs.targetPosition) &&
          needed.every((name) => positiveThroughout(inputs[name]));
        if (isKnown || inputs.targetPosition === 0) return;
        expect(quantity).toBe(0);
        expect(reason).not.toBe('');
      });
    });

    it('sizes what is asked for where all is well', () => {
      const { trading } = systemSchema.parse({ trading: { sizing: { method } } });
      for (const side of [1, -1]) {
        const { quantity } = make(trading).size({ ...FINE, targetPosition: side });
        expect(Math.sign(quantity)).toBe(side);
      }
    });
  });
}

/** Inputs on which every method finds something to do. */
const FINE = {
  equity: 100_000,
  price: 50,
  volatility: 0.01,
  averageTrueRange: 0.5,
  earnings: { mean: 0.001, meanSquare: 0.0001, effectiveBars: 1000 },
  weight: 0.2,
  assets: 4,
  barsPerYear: 252,
};

/** Whether a number, or each of a record's, is finite and above 0. */
function positiveThroughout(value: SizingInputs[keyof SizingInputs]): boolean {
  if (value === null || value === undefined) return false;
  const numbers: readonly number[] = typeof value === 'number' ? [value] : Object.values(value);
  return numbers.every((number) => Number.isFinite(number) && number > 0);
}
