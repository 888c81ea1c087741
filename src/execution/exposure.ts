import type { Book, Surroundings } from '#portfolio';
import type { Holdings } from '#strategies';
import type { Executor } from './executor.ts';

/** Holdings and what a unit of each asset is worth. */
export type Valued = Pick<Book, 'quantity' | 'lastPrice'>;

/** What a strategy is told of an account. */
export function holdingsOf(book: Book, executor: Executor): Holdings {
  return {
    of: (asset) => {
      const units = book.quantity[asset];
      const entryPrice = units === 0 ? Number.NaN : book.averagePrice[asset];
      return { units, waitingUnits: executor.pendingQuantity(asset), entryPrice };
    },
  };
}

/** Whether units that wait open a position or add to it. */
export function addsTo(held: number, pending: number): boolean {
  return pending !== 0 && Math.sign(held + pending) === Math.sign(pending);
}

/** Exposure of the other assets when everything that could fill does, at its worst side. */
export function otherGross(
  { quantity, lastPrice }: Valued,
  executor: Executor,
  except: number,
): number {
  let gross = 0;
  for (let asset = 0; asset < quantity.length; asset++) {
    if (asset === except) continue;
    const pending = executor.pendingQuantity(asset);
    const worst = Math.max(Math.abs(quantity[asset]), Math.abs(quantity[asset] + pending));
    if (worst > 0) gross += worst * lastPrice[asset];
  }
  return gross;
}

/** Surroundings to be filled in, order after order. */
export class AccountSurvey {
  readonly #held: Float64Array;
  readonly #filled: Float64Array;

  constructor(assets: number) {
    this.#held = new Float64Array(assets);
    this.#filled = new Float64Array(assets);
  }

  /** What else is held and waits when an order of `asset` is asked for; overwritten by the next call. */
  around(
    { quantity, lastPrice }: Valued,
    executor: Executor,
    asset: number,
    time: number,
  ): Surroundings {
    const [held, filled] = [this.#held, this.#filled];
    for (let other = 0; other < quantity.length; other++) {
      const units = quantity[other];
      const after = units + executor.pendingQuantity(other);
      // What has yet to trade has no price.
      held[other] = units === 0 ? 0 : units * lastPrice[other];
      filled[other] = after === 0 ? 0 : after * lastPrice[other];
    }
    return { asset, time, openOrders: executor.openOrders, held, filled };
  }
}

/** Whether orders wait that make another asset's position smaller. */
export function othersShrink({ quantity }: Book, executor: Executor, except: number): boolean {
  return quantity.some((held, asset) => {
    const after = held + executor.pendingQuantity(asset);
    return asset !== except && Math.abs(after) < Math.abs(held);
  });
}

/** Signed share of equity that each asset has once its waiting market orders fill [assets]. */
export function heldShares(book: Book, executor: Executor): Float64Array {
  const { quantity, lastPrice, equity } = book;
  return quantity.map((held, asset) => {
    const units = held + executor.pendingQuantity(asset);
    return units === 0 ? 0 : (units * lastPrice[asset]) / equity;
  });
}
