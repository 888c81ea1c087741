import type { TradingConfig } from '#config';
import type { OrderIntent, Surroundings } from './order-intent.ts';
import type { WorstProducts } from './worst-products.ts';

/** How large a position a limit leaves room for. */
export interface Room {
  readonly code: string;
  /** |position value|, account currency, ≥ 0; infinite where there is no limit. */
  readonly value: number;
  readonly numbers: Readonly<Record<string, unknown>>;
}

/** What exposure limits are measured with. */
export interface ExposureLimits {
  readonly risk: TradingConfig['risk'];
  /** Group of each asset; null where none are told apart [assets]. */
  readonly groups: readonly (string | null)[];
  /** Of correlations; null where they are not limited. */
  readonly products: WorstProducts | null;
}

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
  let tightest = room(
    'EXPOSURE_LIMIT',
    Math.min(maxPositionFraction * equity, maxGrossFraction * equity - otherGross),
    { otherGross, equity },
  );
  const narrow = (next: Room) => {
    if (next.value < tightest.value) tightest = next;
  };
  if (around === undefined) return tightest;
  if (maxNetFraction !== null) narrow(netRoom(around, side, maxNetFraction * equity));
  if (maxGroupFraction !== null) {
    narrow(groupRoom(around, limits.groups, maxGroupFraction * equity));
  }
  const { products } = limits;
  if (maxCorrelatedFraction !== null && products !== null) {
    products.take(around);
    narrow(correlatedRoom(around, side, maxCorrelatedFraction * equity, products));
  }
  return tightest;
}

function room(code: string, value: number, numbers: Room['numbers']): Room {
  return { code, value: value > 0 ? value : 0, numbers };
}

/** side · (Σ others + value) ≤ limit, where the others' orders fill on the side of the order only. */
function netRoom({ asset, held, filled }: Surroundings, side: number, limit: number): Room {
  let others = 0;
  for (let other = 0; other < held.length; other++) {
    if (other !== asset) others += Math.max(side * held[other], side * filled[other]);
  }
  return room('NET_LIMIT', limit - others, { otherNet: side * others, limit });
}

function groupRoom(
  { asset, held, filled }: Surroundings,
  groups: readonly (string | null)[],
  limit: number,
): Room {
  let others = 0;
  for (let other = 0; other < held.length; other++) {
    if (other !== asset && groups[other] === groups[asset]) {
      others += Math.max(Math.abs(held[other]), Math.abs(filled[other]));
    }
  }
  return room('GROUP_LIMIT', limit - others, {
    group: groups[asset],
    otherGroup: others,
    limit,
  });
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
): Room {
  const own = products.beside(asset, side);
  const others = products.others(asset);
  const value = others <= limit ** 2 ? Math.sqrt(own ** 2 + limit ** 2 - others) - own : 0;
  return room('CORRELATION_LIMIT', value, {
    otherCorrelated: Math.sqrt(Math.max(0, others)),
    limit,
  });
}
