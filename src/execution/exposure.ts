import type { Book, Surroundings } from '#portfolio';
import type { Executor } from './executor.ts';

/** Exposure of the other assets when everything that could fill does, at its worst side. */
export function otherGross(
  { quantity, lastPrice }: Book,
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

/** What else is held and waits when an order of `asset` is asked for. */
export function surroundings(
  { quantity, lastPrice }: Book,
  executor: Executor,
  asset: number,
  time: number,
): Surroundings {
  const value = (units: number, at: number) => (units === 0 ? 0 : units * lastPrice[at]);
  return {
    asset,
    time,
    openOrders: executor.openOrders,
    held: quantity.map(value),
    filled: quantity.map((units, at) => value(units + executor.pendingQuantity(at), at)),
  };
}

/** Whether orders wait that make another asset's position smaller. */
export function othersShrink({ quantity }: Book, executor: Executor, except: number): boolean {
  return quantity.some((held, asset) => {
    const after = held + (held === 0 ? 0 : executor.pendingQuantity(asset));
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
