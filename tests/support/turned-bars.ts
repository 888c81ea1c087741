import type { BarTable } from '#base';

/** Every price by another rule; highs stay highs. */
export function pricedOtherwise(bars: BarTable, rule: (price: number) => number): BarTable {
  return {
    ...bars,
    open: bars.open.map(rule),
    high: bars.high.map(rule),
    low: bars.low.map(rule),
    close: bars.close.map(rule),
  };
}

/** Prices turned upside down about half of `top`; a power of two, which rounds little. */
export function upsideDown(bars: BarTable, top: number): BarTable {
  const { high, low, ...rest } = pricedOtherwise(bars, (price) => top - price);
  return { ...rest, high: low, low: high };
}
