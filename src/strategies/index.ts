/** Forecasts and closed bars become signals. Imports base and config. */
export { createStrategy, STRATEGY_NAMES } from './catalog.ts';
export type { Direction, Signal } from './signal.ts';
export { signal } from './signal.ts';
export type { Strategy, StrategyState } from './strategy.ts';
