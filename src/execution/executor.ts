import type { MarketSlice, Stateful } from '#base';
import type { Fill } from '#portfolio';
import type { MatchPhase } from './order-timing.ts';
import type { ExecutorState, Order } from './order.ts';

/** What an executor may know of the account while it fills. */
export interface AccountView {
  /** In all currencies, account currency. */
  readonly cash: number;
  readonly quantity: Float64Array;
  /** Account currency for one of that of an asset's prices; NaN while not known [assets]. */
  readonly rate: Float64Array;
  /** Cost of exchanging what a trade of an asset pays, fraction of it [assets]. */
  readonly exchangeFee: Float64Array;
}

/**
 * - `working` carries out a wish
 * - `protective` is an exit that waits for its price: `position-exits` are those of a whole position
 */
export type CancelledOrders = 'working' | 'protective' | 'position-exits';

/** What is left of an order of a wish that ended by its own terms, before all of it had filled. */
export interface EndedOrder {
  readonly id: string;
  readonly asset: number;
  /** Signed units that did not fill. */
  readonly quantity: number;
  /** Its time was over, its moment passed, or cash did not pay for it. */
  readonly why: 'expired' | 'unmet' | 'unpaid';
}

/**
 * A broker as the trading step sees it: synchronous, because orders are only queued here and fills only
 * collected; whoever talks to a venue does so around the step.
 */
export interface Executor extends Stateful<ExecutorState> {
  /** Whether a bar has nothing to fill and nothing to tell: `settle` may be left out. */
  readonly isIdle: boolean;
  /** Reports the fills of this bar's phase, each before the next is worked out. */
  settle(
    slice: MarketSlice,
    phase: MatchPhase,
    account: AccountView,
    onFill: (fill: Fill) => void,
  ): void;
  submit(order: Order): void;
  /**
   * Drops what is left of the asset's orders of a sort.
   *
   * @returns whether one of them was an exit whose price had been met, so that what it leaves has none
   */
  cancel(asset: number, which: CancelledOrders): boolean;
  /**
   * Orders that ended by themselves since last asked; null where none did.
   *
   * Plain market orders are not among them: what cash cuts of one is gone.
   */
  takeEnded(): readonly EndedOrder[] | null;
  /** Units of the asset's working orders not filled yet, signed. */
  pendingQuantity(asset: number): number;
  /** Orders that wait, stops and targets included. */
  readonly openOrders: number;
  /** Re-bases open orders to new units: quantity × ratio, price / ratio on whole ticks. */
  applySplit(asset: number, ratio: number): void;
}
