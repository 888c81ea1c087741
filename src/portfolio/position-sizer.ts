import type { TradingConfig } from '#config';
import { wholeLots } from './whole-lots.ts';

/** What sizing looks at besides the settings. */
export interface SizingInputs {
  /** Wanted share of a full position, −1…1. */
  readonly targetPosition: number;
  /** Account equity, account currency. */
  readonly equity: number;
  /** Price a unit, account currency. */
  readonly price: number;
  /** Volatility a bar, fraction; NaN when not known. */
  readonly volatility: number;
  /** Assets that share the account. */
  readonly assets: number;
  readonly barsPerYear: number;
}

/** Signed units, and why they are 0 or were cut, if so. */
export interface Sizing {
  readonly quantity: number;
  readonly reason: string | null;
}

/**
 * Turns a wanted share of a full position into a signed quantity.
 *
 * A full position is
 * - fixed-quantity: `quantity` units
 * - fixed-fraction: equity · fraction / price (fraction 1 / assets when null)
 * - volatility-target: equity · (targetVolatility / √assets) / (σ · √barsPerYear) / price, the share of
 *   one of `assets` independent positions that together have the target volatility
 *
 * |quantity · price| ≤ equity · maxPositionFraction always, except for fixed-quantity, which is taken
 * at its word. The result is a whole multiple of the lot, rounded towards 0.
 *
 * @returns quantity 0 with a reason where equity, price or volatility is not a positive number
 */
export class PositionSizer {
  readonly #trading: TradingConfig;

  constructor(trading: TradingConfig) {
    this.#trading = trading;
  }

  size(inputs: SizingInputs): Sizing {
    const { targetPosition, equity, price } = inputs;
    if (targetPosition === 0) return { quantity: 0, reason: null };
    if (!(Number.isFinite(equity) && equity > 0)) {
      return { quantity: 0, reason: `equity is ${equity}` };
    }
    if (!(Number.isFinite(price) && price > 0)) {
      return { quantity: 0, reason: `price is ${price}` };
    }
    if (targetPosition < 0 && !this.#trading.allowShort) {
      return { quantity: 0, reason: 'short positions are not allowed' };
    }
    const full = this.#fullPosition(inputs);
    if (!(Number.isFinite(full) && full > 0)) {
      return { quantity: 0, reason: `volatility is ${inputs.volatility}` };
    }
    const { lotSize } = this.#trading;
    const whole = wholeLots(Math.abs(targetPosition) * full, lotSize);
    return {
      quantity: Math.sign(targetPosition) * whole,
      reason: whole === 0 ? `less than one lot of ${lotSize}` : null,
    };
  }

  #fullPosition({ equity, price, volatility, assets, barsPerYear }: SizingInputs): number {
    const { sizing, risk } = this.#trading;
    if (sizing.method === 'fixed-quantity') return sizing.quantity;
    const fraction =
      sizing.method === 'fixed-fraction'
        ? (sizing.fraction ?? 1 / assets)
        : sizing.targetVolatility / Math.sqrt(assets) / (volatility * Math.sqrt(barsPerYear));
    return (Math.min(fraction, risk.maxPositionFraction) * equity) / price;
  }
}
