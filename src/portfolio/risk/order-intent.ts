import type { Series } from '#base';

/** What an order would do, in signed units and prices of one asset. */
export interface OrderIntent {
  readonly quantity: number;
  readonly held: number;
  readonly price: number;
  readonly equity: number;
  /** Gross exposure without this asset, account currency. */
  readonly otherGross: number;
  /** Absent where no limit looks at more than the order itself; with one that does, absent is refused. */
  readonly around?: Surroundings;
}

/** The rest of the account when an order is asked for. */
export interface Surroundings {
  /** Of the order. */
  readonly asset: number;
  /** Stamp of the bar, UTC epoch ms. */
  readonly time: number;
  /** Orders that wait at the broker, stops and targets included. */
  readonly openOrders: number;
  /** Signed value of each asset as it is held, account currency [assets]. */
  readonly held: Series;
  /** The same when its waiting market orders fill [assets]. */
  readonly filled: Series;
}

export interface Denial {
  readonly kind: 'denied';
  readonly code: string;
  readonly detail: string;
}

export type Verdict =
  | {
      readonly kind: 'approved';
      readonly quantity: number;
      /** Code of the limit that left only this much of the order. */
      readonly cutBy?: string;
      /** Whether what was cut off may go once that limit lets it. */
      readonly moreLater?: true;
    }
  | Denial;

/** Refused, with the numbers as `name=value`, put in words when somebody reads them. */
export function denied(code: string, numbers: Readonly<Record<string, unknown>>): Denial {
  return {
    kind: 'denied',
    code,
    get detail() {
      return Object.entries(numbers)
        .map(([name, value]) => `${name}=${String(value)}`)
        .join(' ');
    },
  };
}
