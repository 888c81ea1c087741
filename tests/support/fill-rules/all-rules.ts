import { COST_RULES, END_RULES } from './costs.ts';
import { BRACKET_RULES, CLOSING_RULES } from './exits.ts';
import { FINER_RULES } from './finer.ts';
import type { FillRule } from './fill-rule.ts';
import { LIMIT_RULES, MARKET_RULES, STOP_RULES } from './prices.ts';
import { TIME_RULES } from './time-in-force.ts';
import { STOP_LIMIT_RULES, TRAILING_RULES } from './triggers.ts';

/** Every rule of how orders fill and what that costs, under the headings of docs/orders-and-fills.md. */
export const FILL_RULES: ReadonlyMap<string, readonly FillRule[]> = new Map([
  ['Market orders', MARKET_RULES],
  ['Limit orders', LIMIT_RULES],
  ['Stop orders', STOP_RULES],
  ['Stop-limit orders', STOP_LIMIT_RULES],
  ['Trailing stops', TRAILING_RULES],
  ['Exits of a position', CLOSING_RULES],
  ['Brackets', BRACKET_RULES],
  ['Finer bars', FINER_RULES],
  ['Time in force', TIME_RULES],
  ['Costs', COST_RULES],
  ['The end of an asset', END_RULES],
]);
