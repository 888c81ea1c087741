import { emptySlice, type MarketSlice } from '#base';
import { systemSchema } from '#config';
import { type BarPath, type Order, PaperExecutor, type Sessions } from '#execution';
import { Book, type Fill } from '#portfolio';
import { type FillRule, orderText, type RuleBar, type RuleOrder } from './fill-rule.ts';

const PLENTY = 1e9;

const DIGITS = 6;

/** What a case of a rule comes to. */
export interface Played {
  readonly fills: readonly string[];
  readonly left: readonly string[];
}

/** Plays a rule's bars to a broker that has its orders, phase by phase as the trading step does. */
export function played(rule: FillRule): Played {
  const { trading } = systemSchema.parse({
    trading: { commissionBps: 0, slippageBps: 0, maxVolumeFraction: null, ...rule.settings },
  });
  const { fillRule, delisting } = trading;
  const { closeAfterBars } = delisting;
  const lastBar = rule.bars.findLastIndex((bar) => bar !== null) + 1;
  const executor = new PaperExecutor(trading, [0], {
    sessions: sessionsOf(rule.sessionBars ?? 1),
    ...(rule.finer !== undefined && { finerBars: (_, time) => (time === 1 ? pathsOf(rule) : []) }),
    ...(closeAfterBars !== null && { delistedAt: [lastBar + closeAfterBars] }),
  });
  const book = new Book(1, rule.cash ?? PLENTY);
  book.quantity[0] = rule.held ?? 0;
  const fills: Fill[] = [];
  const settle = (slice: MarketSlice, phase: 'open' | 'resting' | 'close') =>
    executor.settle(slice, phase, book, (fill) => {
      fills.push(fill);
      book.applyFill(fill);
    });
  const submit = () => {
    const decidedAt = fillRule === 'same-close' ? 1 : 0;
    rule.orders.forEach((order, at) => executor.submit(orderOf(order, at, decidedAt)));
  };
  if (fillRule !== 'same-close') submit();
  const slice = emptySlice(1);
  rule.bars.forEach((bar, at) => {
    take(slice, bar, at + 1);
    const ratio = slice.splitRatio[0];
    if (ratio !== 1) {
      book.applySplit(0, ratio);
      executor.applySplit(0, ratio);
    }
    if (fillRule === 'next-open') settle(slice, 'open');
    settle(slice, 'resting');
    if (fillRule === 'same-close' && at === 0) submit();
    if (fillRule !== 'next-open') settle(slice, 'close');
  });
  const left = executor
    .saveState()
    .openOrders.map((order) =>
      orderText({ ...order, price: order.price ?? Number.NaN, exits: [] }),
    );
  return { fills: fills.map(fillText), left };
}

function pathsOf({ finer = [] }: FillRule): BarPath[] {
  return finer.map(([open, high, low, close]) => ({ open, high, low, close }));
}

function sessionsOf(bars: number): Sessions {
  return {
    opensWith: (_, time) => (time - 1) % bars === 0,
    closesWith: (_, time) => time % bars === 0,
  };
}

function take(slice: MarketSlice, bar: RuleBar | null, time: number): void {
  slice.time = time;
  slice.barIndex = time;
  slice.opensAt[0] = time;
  slice.present[0] = bar === null ? 0 : 1;
  slice.splitRatio[0] = bar?.[5] ?? 1;
  if (bar === null) return;
  [slice.open[0], slice.high[0], slice.low[0], slice.close[0]] = bar;
  slice.volume[0] = bar[4] ?? 1e6;
}

function orderOf(order: RuleOrder, at: number, decidedAt: number): Order {
  return { id: `order-${at}`, asset: 0, price: Number.NaN, reason: 'rule', decidedAt, ...order };
}

function fillText({ time, quantity, price, fee, slippageCost, ...costs }: Fill): string {
  const { spreadCost = 0, impactCost = 0 } = costs;
  const parts = [
    `bar ${time}: ${quantity > 0 ? 'buy' : 'sell'} ${rounded(Math.abs(quantity))} at ${rounded(price)}`,
    costText('fee', fee),
    costText('spread', spreadCost),
    costText('slippage', slippageCost - spreadCost - impactCost),
    costText('impact', impactCost),
  ];
  return parts.filter(Boolean).join('; ');
}

function costText(name: string, cost: number): string {
  return Math.abs(cost) < 1e-9 ? '' : `${name} ${rounded(cost)}`;
}

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
