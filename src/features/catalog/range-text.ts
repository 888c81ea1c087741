/** A range as people read it: `0…100`, `≥ 0`, `any`; bounds to four digits. */
export function rangeText([least, largest]: readonly [number, number]): string {
  if (Number.isFinite(least) && Number.isFinite(largest))
    return `${short(least)}…${short(largest)}`;
  if (Number.isFinite(least)) return `≥ ${short(least)}`;
  return Number.isFinite(largest) ? `≤ ${short(largest)}` : 'any';
}

function short(bound: number): string {
  return String(Number(bound.toPrecision(4))).replace('-', '−');
}
