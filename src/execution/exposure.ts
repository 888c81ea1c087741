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
  const held = new Float64Array(quantity.length);
  const filled = new Float64Array(quantity.length);
  for (let other = 0; other < quantity.length; other++) {
    const units = quantity[other];
    const after = units + executor.pendingQuantity(other);
    // What has yet to trade has no price.
    if (units !== 0) held[other] = units * lastPrice[other];
    if (after !== 0) filled[other] = after * lastPrice[other];
  }
  return { asset, time, openOrders: executor.openOrders, held, filled };
}

/** Whether orders wait that make another asset's position smaller. */
export function othersShrink({ quantity }: Book, executor: Executor, except: number): boolean {
  return quantity.some((held, asset) => {
    const after = held + (held === 0 ? 0 : executor.pendingQuantity(asset));
    return asset !== except && Math.abs(after) < Math.abs(held);
  });
}
