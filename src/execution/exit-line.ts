import type { Fill } from '#portfolio';

const NAMES: Readonly<Record<string, string>> = {
  'stop-loss': 'Stop-loss',
  'trailing-stop': 'Trailing stop',
  'take-profit': 'Take-profit',
  'time-stop': 'Time stop',
};

/** What the log says of a fill that closes a position by a rule of its own; null for any other. */
export function exitLine({ reason, quantity, price }: Fill, symbol: string): string | null {
  const name = NAMES[reason];
  if (name === undefined) return null;
  return `${name} triggered for ${symbol}: ${Math.abs(quantity)} at ${price}`;
}
