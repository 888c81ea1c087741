import type { Signal } from '#strategies';

/** What is wanted of one asset: a signal as it is, or the weight that it got beside the others. */
export type Wish = Pick<Signal, 'time' | 'asset' | 'targetPosition' | 'reason'> & {
  /** Signed share of equity; absent where the asset is sized alone. */
  readonly weight?: number;
};

/** A wish of which all is said by its weight. */
export type Target = Wish & { readonly weight: number };
