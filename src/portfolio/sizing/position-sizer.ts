import type { TradingConfig } from '#config';
import { fullPosition, isPositive } from './full-position.ts';
import type { Sizing, SizingInputs } from './sizing.ts';
import { unitsWithin, wholeLots } from './whole-lots.ts';

/**
 * Turns a wanted share of a full position into a signed quantity.
 *
 * |quantity| = |targetPosition| · units of a full position (`fullPosition`), in whole lots rounded
 * towards 0.
 *
 * |quantity · price| ≤ equity · maxPositionFraction always, to the last bit, by every method.
 *
 * @returns quantity 0 with a reason where anything it rests on is not a positive number
 */
export class PositionSizer {
  readonly #trading: TradingConfig;

  constructor(trading: TradingConfig) {
    this.#trading = trading;
  }

  size(inputs: SizingInputs): Sizing {
    const { targetPosition, equity, price } = inputs;
    if (targetPosition === 0) return { quantity: 0, reason: null };
    if (!Number.isFinite(targetPosition)) return none(`wanted share is ${targetPosition}`);
    if (!isPositive(equity)) return none(`equity is ${equity}`);
    if (!isPositive(price)) return none(`price is ${price}`);
    if (targetPosition < 0 && !this.#trading.allowShort) {
      return none('short positions are not allowed');
    }
    const full = fullPosition(this.#trading, inputs);
    if ('reason' in full) return none(full.reason);
    if (!isPositive(full.units)) return none(`a full position is ${full.units} units`);
    const { lotSize, risk } = this.#trading;
    const whole = wholeLots(Math.min(1, Math.abs(targetPosition)) * full.units, lotSize);
    if (whole === 0) return none(`less than one lot of ${lotSize}`);
    const units = unitsWithin(whole, price, equity * risk.maxPositionFraction, lotSize);
    if (units === 0) return none(`${whole} units at ${price} cannot be held within the cap`);
    return { quantity: Math.sign(targetPosition) * units, reason: null };
  }
}

function none(reason: string): Sizing {
  return { quantity: 0, reason };
}
