import type { TradingConfig } from '#config';
import { perShareCommission, type Tier, tieredCommission, tiersOf } from './commissions.ts';
import type { Liquidity } from './cost-evidence.ts';
import { squareRootImpact, volatilitySlippage } from './price-costs.ts';
import { affordableQuantity, commission, slippedPrice } from './slippage-and-commission.ts';

const PER_BPS = 1e-4;

/** Halvings that leave nothing of an interval that a number can tell. */
const HALVINGS = 64;

/** What of an asset's bars nobody knows: costs that depend on them are 0. */
export const UNKNOWN_LIQUIDITY: Liquidity = {
  volatility: Number.NaN,
  volume: Number.NaN,
  spread: Number.NaN,
};

/** What a price in another currency is in the account's. */
export interface Exchange {
  /** Account currency for one of that of the price. */
  readonly rate: number;
  /** Cost of exchanging what is paid, fraction of it. */
  readonly exchangeFee: number;
}

const SAME: Exchange = { rate: 1, exchangeFee: 0 };

/** Parts of the way from the reference price to the price paid, fractions of the former, ≥ 0. */
export interface PriceShift {
  readonly spread: number;
  readonly slippage: number;
  readonly impact: number;
}

/** The costs of a trade as the settings say. */
export class TradeCosts {
  /** Whether all there is are one commission and one slippage in basis points. */
  readonly isPlain: boolean;
  /** Whether they depend on what bars were like. */
  readonly readsBars: boolean;
  /** Whether they depend on the volume of the month. */
  readonly countsTraded: boolean;
  readonly #trading: TradingConfig;
  readonly #tiers: readonly Tier[];

  constructor(trading: TradingConfig) {
    const { commission: model, spread, slippageSigma, impact, tiered } = trading.costs;
    this.#trading = trading;
    this.#tiers = tiersOf(tiered.rates);
    this.countsTraded = model === 'tiered';
    this.readsBars = spread.method === 'high-low' || slippageSigma > 0 || impact > 0;
    this.isPlain = model === 'per-value' && !this.readsBars && spread.halfBps === 0;
  }

  /**
   * What is paid beyond the reference price.
   *
   * @param units - ≥ 0
   */
  shift(units: number, { volatility, volume, spread: quoted }: Liquidity): PriceShift {
    const { slippageBps, costs } = this.#trading;
    const { spread, slippageSigma, impact } = costs;
    const half = spread.method === 'bps' ? spread.halfBps * PER_BPS : quoted / 2;
    return {
      spread: half > 0 ? half : 0,
      slippage: slippageBps * PER_BPS + volatilitySlippage(slippageSigma, volatility),
      impact: squareRootImpact(impact, units, volume, volatility),
    };
  }

  /**
   * Parts of what a price cost beyond the reference price that can be told apart.
   *
   * @param cost - all of it, account currency
   */
  parts(cost: number, quantity: number, liquidity: Liquidity) {
    const { spread, slippage, impact } = this.shift(Math.abs(quantity), liquidity);
    const whole = spread + slippage + impact;
    const part = whole > 0 ? cost / whole : 0;
    return { spreadCost: part * spread, impactCost: part * impact };
  }

  /**
   * Price a unit with all of it: buyers pay more, sellers get less, but never below 0.
   *
   * reference · (1 ± (spread + slippage + impact))
   */
  price(reference: number, quantity: number, liquidity: Liquidity = UNKNOWN_LIQUIDITY): number {
    if (this.isPlain) return slippedPrice(reference, quantity, this.#trading);
    const { spread, slippage, impact } = this.shift(Math.abs(quantity), liquidity);
    const total = Math.min(spread + slippage + impact, LARGEST_SHIFT);
    return reference * (1 + Math.sign(quantity) * total);
  }

  /**
   * Commission of a fill, account currency.
   *
   * @param traded - amount of the month before it, as the tiers count
   */
  fee(price: number, quantity: number, traded: number): number {
    const { costs } = this.#trading;
    const units = Math.abs(quantity);
    switch (costs.commission) {
      case 'per-value':
        return commission(price, quantity, this.#trading);
      case 'per-share':
        return perShareCommission(units, units * price, costs.perShare);
      case 'tiered': {
        const { minimum, maxFraction } = costs.tiered;
        const fee = tieredCommission(this.amount(price, quantity), traded, this.#tiers);
        return Math.min(Math.max(fee, minimum), maxFraction * units * price);
      }
    }
  }

  /** What a fill adds to the volume of the month, in what the tiers count. */
  amount(price: number, quantity: number): number {
    const units = Math.abs(quantity);
    return this.#trading.costs.tiered.unit === 'shares' ? units : units * price;
  }

  /**
   * Largest part of a purchase that cash pays for, costs included: price and commission may depend on
   * the quantity, but more never costs less.
   *
   * @param least - units that are bought in any case
   * @param most - units asked for, ≥ least
   * @returns units, from least to most
   */
  affordable(
    cash: number,
    [least, most]: readonly [number, number],
    spent: (units: number) => number,
  ) {
    if (spent(most) <= cash) return most;
    let [within, beyond] = [least, most];
    for (let step = 0; step < HALVINGS; step++) {
      const middle = (within + beyond) / 2;
      if (spent(middle) <= cash) within = middle;
      else beyond = middle;
    }
    return within;
  }

  /** Units that cash buys beyond `covering` at a price, where costs are plain. */
  plainUnitsFor(cash: number, price: number, covering: number, exchangeFee = 0): number {
    const exchanged = covering * price * exchangeFee;
    const coverCost = covering * price + commission(price, covering, this.#trading) + exchanged;
    return affordableQuantity(cash - coverCost, price, this.#trading, exchangeFee);
  }

  /**
   * Units that cash buys at a reference price, nothing being known of the asset's bars.
   *
   * @param cash - account currency
   */
  unitsFor(cash: number, reference: number, { rate, exchangeFee }: Exchange = SAME): number {
    if (this.isPlain) {
      const price = slippedPrice(reference, 1, this.#trading);
      return affordableQuantity(cash, price * rate, this.#trading, exchangeFee);
    }
    return this.affordable(cash, [0, cash / (reference * rate)], (units) => {
      const price = this.price(reference, units) * rate;
      return units * price * (1 + exchangeFee) + this.fee(price, units, 0);
    });
  }
}

/** A sale brings something. */
const LARGEST_SHIFT = 0.99;
