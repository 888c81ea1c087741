import type { TradingConfig } from '#config';
import { type Book, type RiskManager, sideCostParts, wholeLots } from '#portfolio';
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
  const kept = margin.keptShare(book.equity, book.grossExposure, sellingCost(book, trading));
  if (!(kept < 1)) return [];
  const cuts: MarginCut[] = [];
  book.quantity.forEach((held, asset) => {
    const left = Math.sign(held) * wholeLots(Math.abs(held) * kept, trading.lotSize);
    const quantity = left - held;
    const isUnderWay = Math.sign(quantity) * executor.pendingQuantity(asset) >= Math.abs(quantity);
    if (isUnderWay) return;
    cuts.push({ asset, quantity });
  });
  return cuts;
}

/** Of the same share of every position, as far as that is known beforehand, fraction of its value. */
function sellingCost(
  { quantity, lastPrice, exchangeFee, grossExposure }: Book,
  trading: TradingConfig,
) {
  const { commissionBps, priceBps } = sideCostParts(trading);
  const exchanged = quantity.reduce(
    (sum, held, asset) =>
      held === 0 ? sum : sum + Math.abs(held) * lastPrice[asset] * exchangeFee[asset],
    0,
  );
  const slipped = priceBps * PER_BPS;
  return slipped + (commissionBps * PER_BPS + exchanged / grossExposure) * (1 + slipped);
}
