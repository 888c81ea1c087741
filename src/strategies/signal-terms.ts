import { canonicalJson } from '#base';

/**
 * - `gtc` until it fills or is cancelled
 * - `day` until the end of the first session it meets
 * - `gtd` in bars that open before `expiresAt`
 * - `ioc` what fills at once, the rest is dropped
 * - `fok` at once and whole, or not at all
 * - `opg` in the next opening auction only, `cls` in the next closing auction only
 */
export type TimeInForce = 'gtc' | 'day' | 'gtd' | 'ioc' | 'fok' | 'opg' | 'cls';

/** The price that opening a position, or adding to it, waits for. */
export type SignalEntry =
  | { readonly kind: 'limit' | 'stop'; readonly price: number }
  | { readonly kind: 'stop-limit'; readonly price: number; readonly limitPrice: number };

/** Where a position is given up: at a price, or at a distance behind the best price since its entry. */
export type SignalStop =
  | { readonly price: number; readonly limitPrice?: number }
  | { readonly trailAmount: number }
  | { readonly trailFraction: number };

/** Where a position has earned what was hoped for. */
export interface SignalTarget {
  readonly price: number;
}

/**
 * How a position is to be opened and left; at the market where nothing is said.
 *
 * Prices are those of the slice, in the currency of the asset and as traded, not multiplied by `factor`.
 */
export interface SignalTerms {
  /** Only what opens a position or adds to it waits; what makes it smaller goes at the market. */
  readonly entry?: SignalEntry;
  readonly stop?: SignalStop;
  readonly target?: SignalTarget;
  /** Of the entry; `gtc` where absent. */
  readonly timeInForce?: TimeInForce;
  /** UTC epoch ms, of `gtd`. */
  readonly expiresAt?: number;
}

const MOMENTARY: readonly unknown[] = ['ioc', 'fok', 'opg', 'cls'];
const TIMES_IN_FORCE: readonly unknown[] = ['gtc', 'day', 'gtd', ...MOMENTARY];

/** Whether a signal says more than what is to be held. */
export function hasTerms({ entry, stop, target, timeInForce, expiresAt }: SignalTerms): boolean {
  return (
    entry !== undefined ||
    stop !== undefined ||
    target !== undefined ||
    timeInForce !== undefined ||
    expiresAt !== undefined
  );
}

/** The terms of a signal alone, in records of their own. */
export function termsOf(of: SignalTerms): SignalTerms {
  const { entry, stop, target, timeInForce, expiresAt } = of;
  return {
    ...(entry !== undefined && { entry: { ...entry } }),
    ...(stop !== undefined && { stop: { ...stop } }),
    ...(target !== undefined && { target: { price: target.price } }),
    ...(timeInForce !== undefined && { timeInForce }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

export function sameTerms(one: SignalTerms, other: SignalTerms): boolean {
  return canonicalJson(termsOf(one)) === canonicalJson(termsOf(other));
}

/** Terms in new units, `ratio` for one old: prices / ratio. */
export function rebasedTerms<Terms extends SignalTerms>(terms: Terms, ratio: number): Terms {
  const { entry, stop, target } = terms;
  return {
    ...terms,
    ...(entry !== undefined && { entry: rebasedPrices(entry, ratio) }),
    ...(stop !== undefined && { stop: rebasedPrices(stop, ratio) }),
    ...(target !== undefined && { target: rebasedPrices(target, ratio) }),
  };
}

function rebasedPrices<Prices extends object>(prices: Prices, ratio: number): Prices {
  const rebased = (name: string, value: unknown) =>
    typeof value === 'number' && name !== 'trailFraction' ? value / ratio : value;
  return Object.fromEntries(
    Object.entries(prices).map(([name, value]: [string, unknown]) => [name, rebased(name, value)]),
  ) as Prices;
}

/**
 * What keeps terms from being those of an order, in words that follow "gives a signal"; null when nothing does.
 *
 * @param direction - of the signal
 */
export function termsFault(terms: SignalTerms, direction: number): string | null {
  if (!hasTerms(terms)) return null;
  if (direction === 0) return 'with terms of an order, though it wants nothing held';
  return (
    entryFault(terms.entry) ??
    stopFault(terms.stop) ??
    targetFault(terms.target) ??
    timeFault(terms) ??
    sidesFault(terms, direction)
  );
}

function entryFault(entry: unknown): string | null {
  if (entry === undefined) return null;
  const { kind, price, limitPrice } = recordOf(entry);
  const isLimited = kind === 'stop-limit';
  const isKnown = isLimited || kind === 'limit' || kind === 'stop';
  if (isKnown && isPrice(price) && (isLimited ? isPrice(limitPrice) : limitPrice === undefined)) {
    return null;
  }
  return `with the entry ${shown(entry)}, which must be a limit or stop with a price, or a stop-limit with a price and a limitPrice, all above 0`;
}

function stopFault(stop: unknown): string | null {
  if (stop === undefined) return null;
  const { price, limitPrice, trailAmount, trailFraction } = recordOf(stop);
  const said = [price, trailAmount, trailFraction].filter((value) => value !== undefined);
  const isLimitSound = limitPrice === undefined || (isPrice(limitPrice) && price !== undefined);
  const isSound = said.length === 1 && isPrice(said[0]) && isLimitSound;
  if (isSound && (trailFraction === undefined || Number(trailFraction) < 1)) return null;
  return `with the stop ${shown(stop)}, which must have a price, and with it a limitPrice or none, or a trailAmount, all above 0, or a trailFraction between 0 and 1`;
}

function targetFault(target: unknown): string | null {
  if (target === undefined || isPrice(recordOf(target)['price'])) return null;
  return `with the target ${shown(target)}, which must have a price above 0`;
}

function timeFault({ entry, timeInForce, expiresAt }: SignalTerms): string | null {
  if (timeInForce !== undefined && !TIMES_IN_FORCE.includes(timeInForce)) {
    return `with the time in force ${shown(timeInForce)}, which must be one of ${TIMES_IN_FORCE.join(', ')}`;
  }
  if ((timeInForce === 'gtd') !== Number.isFinite(expiresAt)) {
    return 'whose time in force and expiresAt do not go together: gtd needs a time, the others have none';
  }
  const waits = entry !== undefined && entry.kind !== 'limit';
  return waits && MOMENTARY.includes(timeInForce)
    ? `with a ${entry.kind} that is ${timeInForce}, which only limits and market orders can be`
    : null;
}

/** A long has its stop below the entry and its target above it. */
function sidesFault({ entry, stop, target }: SignalTerms, direction: number): string | null {
  if (entry === undefined) return null;
  const prices = entryPrices(entry);
  const at = `that an entry at ${prices.join(' to ')} has met already`;
  const isBeyond = (price: number) => prices.every((each) => direction * (price - each) > 0);
  const isBehind = (price: number) => prices.every((each) => direction * (each - price) > 0);
  if (stop !== undefined && 'price' in stop && !isBehind(stop.price)) {
    return `with a stop at ${stop.price} ${at}`;
  }
  return target === undefined || isBeyond(target.price)
    ? null
    : `with a target at ${target.price} ${at}`;
}

/** Prices that an entry names: its trigger, its limit. */
export function entryPrices(entry: SignalEntry): readonly number[] {
  return entry.kind === 'stop-limit' ? [entry.price, entry.limitPrice] : [entry.price];
}

function isPrice(value: unknown): boolean {
  return typeof value === 'number' && value > 0 && value < Number.POSITIVE_INFINITY;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function shown(value: unknown): string {
  return JSON.stringify(value, (_, each) =>
    typeof each === 'number' && !Number.isFinite(each) ? String(each) : (each as unknown),
  );
}
