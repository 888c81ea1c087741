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
 * A broker as the trading step sees it: synchronous, because orders are only queued here and fills only
 * collected; whoever talks to a venue does so around the step.
 */
export interface Executor extends Stateful<ExecutorState> {
  /** Reports the fills of this bar's phase, each before the next is worked out. */
  settle(
    slice: MarketSlice,
    phase: MatchPhase,
    account: AccountView,
    onFill: (fill: Fill) => void,
  ): void;
  submit(order: Order): void;
  /** Drops what is left of the asset's orders that carry out a wish, or of the exits that protect it. */
  cancel(asset: number, which: 'working' | 'protective'): void;
  /** Units of the asset's working orders not filled yet, signed. */
  pendingQuantity(asset: number): number;
  /** Orders that wait, stops and targets included. */
  readonly openOrders: number;
  /** Re-bases open orders to new units: quantity × ratio, price / ratio on whole ticks. */
  applySplit(asset: number, ratio: number): void;
}
