import type { MarketSlice } from '#base';
import type { Fill } from '#portfolio';
import type { AccountView } from './executor.ts';

/** What is held, and when it is closed because its bars have ended. */
export interface DelistingCase {
  readonly slice: MarketSlice;
  readonly account: AccountView;
  /** Per asset a bar's stamp; NaN is never. */
  readonly delistedAt: readonly number[];
  /** Part of the last close that is lost, fraction. */
  readonly haircut: number;
}

/**
 * Closes what is held of assets that are no longer traded, free of commission.
 *
 * last close · (1 ∓ haircut), against the holder: longs receive less, shorts pay more
 */
export function delistingFills({ slice, account, delistedAt, haircut }: DelistingCase): Fill[] {
  return delistedAt.flatMap((from, asset) => {
    const held = account.quantity[asset];
    const rate = account.rate[asset];
    if (!(slice.time >= from) || held === 0) return [];
    const close = slice.close[asset];
    const price = close * (1 - Math.sign(held) * haircut);
    const exchangeCost = Math.abs(held) * price * rate * account.exchangeFee[asset];
    return [
      {
        orderId: `delisted-${asset}-${slice.time}`,
        time: slice.time,
        asset,
        quantity: -held,
        price,
        fee: 0,
        slippageCost: Math.abs(held * (price - close)) * rate,
        ...(rate !== 1 && { rate }),
        ...(exchangeCost !== 0 && { exchangeCost }),
        reason: 'delisted',
      },
    ];
  });
}
