import type { TradingConfig } from '#config';
import { type Book, type RiskManager, wholeLots } from '#portfolio';
import type { Executor } from './executor.ts';

/** Whose positions are cut back. */
export interface CutAccount {
  readonly book: Book;
  readonly executor: Executor;
  readonly risk: RiskManager;
  readonly trading: TradingConfig;
}

/** Units of an asset to trade, signed. */
export interface MarginCut {
  readonly asset: number;
  readonly quantity: number;
}

const PER_BPS = 1e-4;

/**
 * What a margin call sells of every position, pro rata, in whole lots rounded up; nothing without one.
 *
 * An asset whose waiting orders already shrink its position by as much is left to them.
 */
export function marginCuts({ book, executor, risk, trading }: CutAccount): readonly MarginCut[] {
  const margin = risk.margin;
  if (margin === null || !margin.isCalled) return [];
  const { commissionBps, slippageBps, exchangeFeeBps, lotSize } = trading;
  const slipped = slippageBps * PER_BPS;
  const costs = slipped + (commissionBps + exchangeFeeBps) * PER_BPS * (1 + slipped);
  const kept = margin.keptShare(book.equity, book.grossExposure, costs);
  if (!(kept < 1)) return [];
  const cuts: MarginCut[] = [];
  book.quantity.forEach((held, asset) => {
    const left = Math.sign(held) * wholeLots(Math.abs(held) * kept, lotSize);
    const quantity = left - held;
    if (quantity === 0) return;
    const isUnderWay = Math.sign(quantity) * executor.pendingQuantity(asset) >= Math.abs(quantity);
    if (isUnderWay) return;
    cuts.push({ asset, quantity });
  });
  return cuts;
}
