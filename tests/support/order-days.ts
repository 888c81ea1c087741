import fc from 'fast-check';
import { emptySlice, type MarketSlice } from '#base';
import type { Executor, ExitPlan, Order, OrderKind } from '#execution';
import type { TimeInForce } from '#strategies';
import type { Book, Fill } from '#portfolio';

export const ASSETS = 2;

const PHASES = ['open', 'resting', 'close'] as const;

/** One day of an asset; no bar where it is not present. */
interface AssetDay {
  readonly present: boolean;
  readonly open: number;
  readonly close: number;
  readonly reach: number;
  readonly volume: number;
  readonly split: number;
  readonly dividend: number;
}

interface Asked {
  readonly asset: number;
  readonly kind: OrderKind;
  readonly quantity: number;
  readonly price: number;
  readonly nearer: number;
  readonly timeInForce: TimeInForce | undefined;
  readonly lasts: number;
  readonly waits: number;
  readonly exits: 'none' | 'stop and target' | 'trailing stop';
}

/** One day: bars, splits and dividends, and the orders sent after it. */
export interface Day {
  readonly assets: readonly AssetDay[];
  readonly orders: readonly Asked[];
}

const price = fc.double({ min: 5, max: 20, noNaN: true });

const assetDay: fc.Arbitrary<AssetDay> = fc.record({
  present: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
  open: price,
  close: price,
  reach: fc.double({ min: 1, max: 1.5, noNaN: true }),
  volume: fc.integer({ min: 0, max: 300 }),
  split: fc.oneof({ weight: 8, arbitrary: fc.constant(1) }, fc.constantFrom(2, 0.5, 3)),
  dividend: fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, fc.constantFrom(0.1, 1)),
});

const asked: fc.Arbitrary<Asked> = fc.record({
  asset: fc.integer({ min: 0, max: ASSETS - 1 }),
  kind: fc.constantFrom<OrderKind>('market', 'stop', 'limit', 'stop-limit', 'trailing-stop'),
  quantity: fc.integer({ min: -50, max: 50 }).filter((units) => units !== 0),
  price,
  nearer: fc.double({ min: 0.7, max: 1.3, noNaN: true }),
  timeInForce: fc.constantFrom<TimeInForce | undefined>(
    undefined,
    'gtc',
    'day',
    'gtd',
    'ioc',
    'fok',
    'opg',
    'cls',
  ),
  lasts: fc.integer({ min: 1, max: 4 }),
  waits: fc.constantFrom(0, 0, 0, 2),
  exits: fc.constantFrom('none', 'stop and target', 'trailing stop'),
});

/** Histories of random days in which all kinds of orders are sent. */
export const orderDays: fc.Arbitrary<readonly Day[]> = fc.array(
  fc.record({
    assets: fc.array(assetDay, { minLength: ASSETS, maxLength: ASSETS }),
    orders: fc.array(asked, { maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 12 },
);

export function sliceOf({ assets }: Day, at: number): MarketSlice {
  const slice = emptySlice(ASSETS);
  slice.time = at;
  slice.barIndex = at;
  assets.forEach(({ present, open, close, reach, volume, split, dividend }, asset) => {
    slice.present[asset] = present ? 1 : 0;
    slice.open[asset] = open;
    slice.close[asset] = close;
    slice.high[asset] = Math.max(open, close) * reach;
    slice.low[asset] = Math.min(open, close) / reach;
    slice.volume[asset] = volume;
    slice.opensAt[asset] = at;
    slice.splitRatio[asset] = present ? split : 1;
    slice.dividend[asset] = present ? dividend : 0;
  });
  return slice;
}

/** The orders of a day, with what its terms need and no more. */
export function ordersOf({ orders }: Day, at: number): Order[] {
  return orders.map((asking, nth) => {
    const { asset, kind, quantity, lasts, waits } = asking;
    const id = `${at}.${nth}`;
    const life = lifeOf(asking);
    return {
      id,
      asset,
      quantity,
      reason: kind,
      decidedAt: at,
      ...termsOf(asking),
      ...(life !== undefined && { timeInForce: life }),
      ...(life === 'gtd' && { expiresAt: at + lasts }),
      ...(waits > 0 && { notBefore: at + waits }),
      ...exitsOf(asking, id),
    };
  });
}

type Terms = Pick<Order, 'kind' | 'price' | 'limitPrice' | 'trailAmount' | 'trailFraction'>;

function termsOf({ kind, price: at, nearer, lasts }: Asked): Terms {
  switch (kind) {
    case 'market':
      return { kind, price: Number.NaN };
    case 'limit':
    case 'stop':
      return { kind, price: at };
    case 'stop-limit':
      return { kind, price: at, limitPrice: at * nearer };
    case 'trailing-stop':
      return lasts > 2
        ? { kind, price: Number.NaN, trailAmount: lasts }
        : { kind, price: Number.NaN, trailFraction: 0.1 * lasts };
  }
}

const MOMENTARY = new Set<TimeInForce | undefined>(['ioc', 'fok', 'opg', 'cls']);

export function isMomentary({ timeInForce }: Pick<Order, 'timeInForce'>): boolean {
  return MOMENTARY.has(timeInForce);
}

function lifeOf({ kind, timeInForce }: Asked): TimeInForce | undefined {
  const isForOne = kind === 'market' || kind === 'limit';
  return MOMENTARY.has(timeInForce) && !isForOne ? 'day' : timeInForce;
}

function exitsOf({ exits, quantity, price: at }: Asked, id: string): Pick<Order, 'exits'> {
  if (exits === 'none') return {};
  const away = Math.sign(quantity) * 2;
  const trail: ExitPlan = {
    id: `${id}-trail`,
    kind: 'trailing-stop',
    price: Number.NaN,
    trailAmount: 1.5,
    reason: 'exit',
  };
  if (exits === 'trailing stop') return { exits: [trail] };
  return {
    exits: [
      { id: `${id}-stop`, kind: 'stop', price: at - away, reason: 'exit' },
      { id: `${id}-target`, kind: 'limit', price: at + away, reason: 'exit' },
    ],
  };
}

/** Lives a day as the trading step does: actions, fills of all phases, each booked as it comes, new orders. */
export function live(
  executor: Executor,
  book: Book,
  { day, at }: { readonly day: Day; readonly at: number },
  onFill: (fill: Fill, phase: 'open' | 'resting' | 'close') => void,
): void {
  const slice = sliceOf(day, at);
  for (let asset = 0; asset < ASSETS; asset++) {
    if (slice.splitRatio[asset] !== 1) {
      book.applySplit(asset, slice.splitRatio[asset]);
      executor.applySplit(asset, slice.splitRatio[asset]);
    }
    if (slice.dividend[asset] !== 0) book.applyDividend(asset, slice.dividend[asset]);
  }
  for (const phase of PHASES) {
    executor.settle(slice, phase, book, (fill) => {
      onFill(fill, phase);
      book.applyFill(fill);
    });
  }
  book.mark(slice);
  for (const order of ordersOf(day, at)) executor.submit(order);
}
