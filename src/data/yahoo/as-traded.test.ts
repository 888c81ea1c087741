import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dividendAsPaid, LaterSplits, priceAsTraded, volumeAsTraded } from './as-traded.ts';

describe('a price as traded', () => {
  it.each([
    [129.0399932861328, 1, 129.04],
    [124.80750274658203, 4, 499.23],
    [126, 1, 126],
    [13.053250312805176, 40, 522.13],
    [7200.17431640625, 1, 7200.1743],
    [1.1220825910568237, 1, 1.1220826],
    [333.69, 1, 333.69],
    [1.23e-5, 1, 1.23e-5],
    [Math.fround(645.57 / 28), 28, 645.57],
    [Math.fround(1.5 / 0.1), 0.1, 1.5],
  ])('of %d since split by %d is %d', (price, ratio, traded) => {
    expect(priceAsTraded(price, ratio)).toBe(traded);
  });

  it('is the very price for any of six digits, whatever splits came after it', () => {
    const ratio = fc.constantFrom(1, 2, 3, 7, 28, 112, 1.5, 0.1, 1 / 15, 1.281, 20);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 999_999 }),
        fc.nat(4),
        ratio,
        (digits, places, split) => {
          const traded = digits / 10 ** places;
          const told = Math.fround(traded / split);
          expect(priceAsTraded(told, split)).toBe(traded);
          const later = Math.fround(traded / (split * 2));
          expect(priceAsTraded(later, split * 2)).toBe(traded);
        },
      ),
    );
  });

  it('is within the precision of what was told, and in the same order', () => {
    const price = fc.float({ min: Math.fround(1e-6), max: 1e6, noNaN: true });
    const ratio = fc.constantFrom(1, 4, 28, 0.125, 1 / 3);
    fc.assert(
      fc.property(price, price, ratio, (one, other, split) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        expect(Math.abs(priceAsTraded(low, split) / split / low - 1)).toBeLessThan(2 ** -23);
        expect(priceAsTraded(low, split)).toBeLessThanOrEqual(priceAsTraded(high, split));
      }),
    );
  });

  it('keeps neighbours of a power of two in order', () => {
    for (const power of [1, 2, 64, 128, 1024]) {
      const below = Math.fround(power * (1 - 2 ** -24));
      const above = Math.fround(power * (1 + 2 ** -23));
      expect(below).toBeLessThan(power);
      expect(priceAsTraded(below, 1)).toBeLessThanOrEqual(priceAsTraded(power, 1));
      expect(priceAsTraded(power, 1)).toBeLessThanOrEqual(priceAsTraded(above, 1));
    }
  });

  it('is missing where it was missing, and not positive where it was not', () => {
    expect(priceAsTraded(Number.NaN, 4)).toBeNaN();
    expect(priceAsTraded(0, 4)).toBe(0);
    expect(priceAsTraded(-1.5, 4)).toBe(-6);
  });
});

it('a dividend regains the digits that six decimals took', () => {
  expect(dividendAsPaid(0.094643, 28)).toBe(2.65);
  expect(dividendAsPaid(0.205, 1)).toBe(0.205);
  expect(dividendAsPaid(0.1234567, 1)).toBe(0.123457);
});

it('a volume is in whole shares where it was divided, and else as told', () => {
  expect(volumeAsTraded(400, 4)).toBe(100);
  expect(volumeAsTraded(100, 28)).toBe(4);
  expect(volumeAsTraded(49_745, 0.1)).toBe(497_450);
  expect(volumeAsTraded(149_235, 0.1 * 3)).toBe(497_450);
  expect(volumeAsTraded(82_307, 1 / 15)).toBe(1_234_600);
  expect(volumeAsTraded(12_345_678_901, 4)).toBe(3_086_419_725);
  expect(volumeAsTraded(0, 0.1)).toBe(0);
  expect(volumeAsTraded(Number.NaN, 0.1)).toBeNaN();
  expect(volumeAsTraded(0.5, 1)).toBe(0.5);
});

it('only splits that come later count', () => {
  const split = (time: number, value: number) => ({ time, kind: 'split', value }) as const;
  const later = new LaterSplits([split(30, 4), split(10, 2), split(20, 7)]);
  expect([5, 10, 15, 20, 29, 30, 31].map((time) => later.after(time))).toEqual([
    56, 28, 28, 4, 4, 1, 1,
  ]);
  expect(new LaterSplits([]).after(0)).toBe(1);
});
