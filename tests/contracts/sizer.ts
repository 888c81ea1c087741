import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemSchema, type TradingConfig } from '#config';
import type { Sizing, SizingInputs } from '#portfolio';

export interface SizerCase {
  readonly method: TradingConfig['sizing']['method'];
  readonly make: (trading: TradingConfig) => { size(inputs: SizingInputs): Sizing };
  /** Largest |quantity| · price that the settings allow. */
  readonly largestValue: (trading: TradingConfig, inputs: SizingInputs) => number;
}

const anyNumber = fc.oneof(
  fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
  fc.double(),
  fc.constantFrom(0, -1, Number.NaN, Number.POSITIVE_INFINITY),
);

const cases = fc.record({
  cap: fc.double({ min: 0.01, max: 3, noNaN: true }),
  lotSize: fc.constantFrom(0, 0.1, 1, 100),
  allowShort: fc.boolean(),
  targetPosition: fc.double({ min: -1, max: 1, noNaN: true }),
  equity: anyNumber,
  price: anyNumber,
  volatility: anyNumber,
});

/** What every way to size a position must hold to. */
export function sizerContract({ method, make, largestValue }: SizerCase): void {
  const forAll = (
    check: (sizing: Sizing, inputs: SizingInputs, trading: TradingConfig) => void,
  ): void =>
    fc.assert(
      fc.property(cases, ({ cap, lotSize, allowShort, ...given }) => {
        const { trading } = systemSchema.parse({
          trading: { lotSize, allowShort, sizing: { method }, risk: { maxPositionFraction: cap } },
        });
        const inputs = { ...given, assets: 4, barsPerYear: 252 };
        check(make(trading).size(inputs), inputs, trading);
      }),
      { numRuns: 500 },
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

    it('never exceeds its cap', () => {
      forAll(({ quantity }, inputs, trading) => {
        if (quantity === 0) return;
        const largest = largestValue(trading, inputs) * (1 + 1e-9);
        expect(Math.abs(quantity) * inputs.price).toBeLessThanOrEqual(largest);
      });
    });

    it('gives whole lots', () => {
      forAll(({ quantity }, _, { lotSize }) => {
        if (lotSize === 0) return;
        const lots = Math.abs(quantity) / lotSize;
        expect(Math.abs(lots - Math.round(lots))).toBeLessThanOrEqual(1e-9 * Math.max(1, lots));
      });
    });

    it('gives nothing on equity or a price that is no positive number', () => {
      forAll(({ quantity }, { equity, price }) => {
        const known = Number.isFinite(equity) && equity > 0 && Number.isFinite(price) && price > 0;
        if (!known) expect(Math.abs(quantity)).toBe(0);
      });
    });
  });
}
