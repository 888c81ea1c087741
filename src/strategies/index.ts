/**
 * Forecasts and closed bars become signals. Imports base and config. Files of users' own strategies import
 * it as `quant-2.0/strategies`.
 */
export type {
  AverageState,
  DecayedSumState,
  EwVolatilityState,
  Forecast,
  MarketSlice,
  ValueWindowState,
} from '#base';
export { DecayedSum, EwVolatility, exponentialAverage, SeededAverage, ValueWindow } from '#base';
export { createStrategy, STRATEGY_NAMES } from './catalog.ts';
export { delayedStrategy } from './delayed-strategy.ts';
export type { Holding, Holdings } from './holdings.ts';
export { isStrategyFile, loadStrategyFile } from './own/own-strategies.ts';
export type {
  StrategyContext,
  StrategyDefinition,
  StrategyRules,
} from './own/strategy-definition.ts';
export type { Direction, Signal } from './signal.ts';
export { signal } from './signal.ts';
export type {
  SignalEntry,
  SignalStop,
  SignalTarget,
  SignalTerms,
  TimeInForce,
} from './signal-terms.ts';
export { entryPrices, hasTerms, rebasedTerms, sameTerms } from './signal-terms.ts';
export type { Strategy, StrategyState } from './strategy.ts';
