import { wholeTicks } from '#portfolio';

/**
 * A stop's or target's price in whole ticks: no worse than asked for, but at least one tick from where it
 * is counted.
 *
 * @param asked - account currency a unit
 * @param from - price that it is counted from, on the other side of which it must not lie
 * @param tickSize - account currency; 0 is any price
 * @param quantity - signed units of the order, not of the position; only the sign matters
 * @returns 0 where that is below one tick
 */
export function protectivePrice(
  asked: number,
  from: number,
  tickSize: number,
  quantity: number,
): number {
  const whole = wholeTicks(asked, tickSize, quantity);
  const away = Math.sign(asked - from);
  const isAway = tickSize === 0 || Math.sign(whole - from) === away;
  return isAway ? whole : wholeTicks(asked, tickSize, -away);
}
