import type { TradingConfig } from '#config';
import type { OrderIntent, Surroundings } from './order-intent.ts';
import type { WorstProducts } from './worst-products.ts';

/** How large a position a limit leaves room for. */
export interface Room {
  readonly code: string;
  /** |position value|, account currency, ≥ 0. */
  readonly value: number;
  /** For a refusal; worked out when asked for. */
  readonly numbers: () => Readonly<Record<string, unknown>>;
}

/** What exposure limits are measured with. */
export interface ExposureLimits {
  readonly risk: TradingConfig['risk'];
  /** Group of each asset; null where none is named [assets]. */
  readonly groups: readonly (string | null)[];
  /** The same, a number a group [assets]. */
  readonly groupNumbers: Int32Array;
  /** Of correlations; null where they are not limited. */
  readonly products: WorstProducts | null;
}

type ExposureCode = 'EXPOSURE_LIMIT' | 'NET_LIMIT' | 'GROUP_LIMIT' | 'CORRELATION_LIMIT';

/**
 * The tightest of the limits on how large a position may be: position, gross, net, group, correlated.
 *
 * Whatever waits to be filled counts at its worse side, filled or not. A room that is not a number is none.
 *
 * @param side - sign of the wanted position
 */
export function tightestRoom(order: OrderIntent, side: number, limits: ExposureLimits): Room {
  const { equity, otherGross, around } = order;
  const { maxPositionFraction, maxGrossFraction, maxNetFraction, maxGroupFraction } = limits.risk;
  const { maxCorrelatedFraction } = limits.risk;
  let code: ExposureCode = 'EXPOSURE_LIMIT';
  let value = atLeastNone(
    Math.min(maxPositionFraction * equity, maxGrossFraction * equity - otherGross),
  );
  const narrow = (next: number, of: ExposureCode) => {
    if (!(next < value)) return;
    value = next;
    code = of;
  };
  if (around !== undefined) {
    if (maxNetFraction !== null) {
      narrow(atLeastNone(maxNetFraction * equity - otherNet(around, side)), 'NET_LIMIT');
    }
    if (maxGroupFraction !== null) {
      narrow(atLeastNone(maxGroupFraction * equity - otherInGroup(around, limits)), 'GROUP_LIMIT');
    }
    if (maxCorrelatedFraction !== null && limits.products !== null && value > 0) {
      limits.products.take(around);
      const room = correlatedRoom(around, side, maxCorrelatedFraction * equity, limits.products);
      narrow(atLeastNone(room), 'CORRELATION_LIMIT');
    }
  }
  return { code, value, numbers: () => numbersOf(code, order, side, limits) };
}

/** Where a product is too large for a number, nothing says what fits. */
function atLeastNone(room: number): number {
  return room > 0 && room < Number.POSITIVE_INFINITY ? room : 0;
}

/** Σ others on the side of the order, where only what makes it larger fills. */
function otherNet({ asset, held, filled }: Surroundings, side: number): number {
  let others = 0;
  for (let other = 0; other < held.length; other++) {
    if (other !== asset) others += Math.max(side * held[other], side * filled[other]);
  }
  return others;
}

function otherInGroup(
  { asset, held, filled }: Surroundings,
  { groupNumbers }: ExposureLimits,
): number {
  let others = 0;
  for (let other = 0; other < held.length; other++) {
    if (other !== asset && groupNumbers[other] === groupNumbers[asset]) {
      others += Math.max(Math.abs(held[other]), Math.abs(filled[other]));
    }
  }
  return others;
}

/**
 * Largest v with v² + 2 v Σ ρ_j x_j + Σ Σ ρ_jk x_j x_k ≤ limit²; every product counts at the worse side
 * of what may fill, a correlation that is not known as if both moved together.
 */
function correlatedRoom(
  { asset }: Surroundings,
  side: number,
  limit: number,
  products: WorstProducts,
): number {
  const own = products.beside(asset, side);
  const others = products.others(asset);
  return others <= limit ** 2 ? Math.sqrt(own ** 2 + limit ** 2 - others) - own : 0;
}

/** What a refusal says. */
function numbersOf(
  code: ExposureCode,
  { equity, otherGross, around }: OrderIntent,
  side: number,
  limits: ExposureLimits,
): Readonly<Record<string, unknown>> {
  const { maxNetFraction, maxGroupFraction, maxCorrelatedFraction } = limits.risk;
  if (code === 'EXPOSURE_LIMIT' || around === undefined) return { otherGross, equity };
  if (code === 'NET_LIMIT') {
    return { otherNet: side * otherNet(around, side), limit: (maxNetFraction ?? 0) * equity };
  }
  if (code === 'GROUP_LIMIT') {
    return {
      group: limits.groups[around.asset],
      otherGroup: otherInGroup(around, limits),
      limit: (maxGroupFraction ?? 0) * equity,
    };
  }
  const others = limits.products?.others(around.asset) ?? 0;
  return {
    otherCorrelated: Math.sqrt(Math.max(0, others)),
    limit: (maxCorrelatedFraction ?? 0) * equity,
  };
}
