import { emptySlice, type MarketSlice, Random } from '#base';
import { systemSchema } from '#config';
import { type OrderIntent, RiskManager, type Surroundings } from '#portfolio';

export const MINUTE_MS = 60_000;
export const SYMBOLS = ['A', 'B', 'C'];
export const HISTORY_BARS = 40;

/** A gate of three assets in which nothing binds but what is asked for. */
export function gate(changes: Record<string, unknown>, trade: object = {}): RiskManager {
  const risk = { maxPositionFraction: 100, maxGrossFraction: 100, maxDrawdown: 1, ...changes };
  const { trading } = systemSchema.parse({
    trading: { ...trade, risk: { dailyLossLimit: 1, historyBars: HISTORY_BARS, ...risk } },
  });
  return new RiskManager(trading, SYMBOLS);
}

/** One more minute: A and B move together, C on its own. */
export function tick(slice: MarketSlice, random: Random): MarketSlice {
  slice.barIndex++;
  slice.time = slice.barIndex * MINUTE_MS;
  const shared = random.normal();
  const moves = [shared, shared + 0.1 * random.normal(), random.normal()];
  moves.forEach((move, asset) => {
    slice.present[asset] = 1;
    const before = slice.barIndex === 0 ? 10 : slice.close[asset];
    slice.close[asset] = before * Math.exp(0.01 * move);
  });
  return slice;
}

/** The gate after so many minutes, with 1,000 of equity. */
export function taught(risk: RiskManager, minutes = HISTORY_BARS + 1): MarketSlice {
  const slice = emptySlice(SYMBOLS.length);
  const random = new Random(5);
  for (let minute = 0; minute < minutes; minute++) risk.learn(tick(slice, random));
  risk.observe(slice.time, 1000);
  return slice;
}

export function around(changes: Partial<Surroundings> = {}): Surroundings {
  const none = new Float64Array(SYMBOLS.length);
  return {
    asset: 0,
    time: HISTORY_BARS * MINUTE_MS,
    openOrders: 0,
    held: none,
    filled: changes.held ?? none,
    ...changes,
  };
}

/** A hundred units at 10 of an account of 1,000. */
export function order(changes: Partial<OrderIntent> = {}): OrderIntent {
  const base = { quantity: 100, held: 0, price: 10, equity: 1000, otherGross: 0 };
  return { ...base, around: around(), ...changes };
}

export const of = (...values: number[]) => Float64Array.of(...values);
