import type { Signal } from '#strategies';

/** An asset that a signal wants held: what it earns is `side` times the asset's return. */
export interface Bet {
  readonly asset: number;
  readonly side: 1 | -1;
  /** Share of a full position wanted, above 0 up to 1. */
  readonly strength: number;
  /** 0…1 */
  readonly confidence: number;
}

/** Whether a signal wants something held that may be; shorts only where they are allowed. */
export function isBet({ direction }: Signal, allowShort: boolean): boolean {
  return direction > 0 || (direction < 0 && allowShort);
}

/** The signals that want something held. */
export function betsOf(wishes: readonly (Signal | null)[], allowShort: boolean): readonly Bet[] {
  return wishes.flatMap((wish) => {
    if (wish === null || !isBet(wish, allowShort)) return [];
    const { asset, direction, targetPosition, confidence } = wish;
    const side = direction > 0 ? 1 : -1;
    return [{ asset, side, strength: Math.abs(targetPosition), confidence }];
  });
}
