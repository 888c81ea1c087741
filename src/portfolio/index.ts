/** Signals become quantities within limits; cash and positions are booked. Imports base, config, strategies. */
export type { Allocation } from './allocation/allocation.ts';
export type { AllocationInputs } from './allocation/allocation-inputs.ts';
export { commonReturns } from './allocation/common-returns.ts';
export { PortfolioOptimizer } from './allocation/portfolio-optimizer.ts';
export type { BookState, ClosedTrade } from './book.ts';
export { Book } from './book.ts';
export type { Fill } from './fill.ts';
export type { Breach, Holdings, TradingState } from './risk/account-watch.ts';
export type { OrderIntent, Surroundings, Verdict } from './risk/order-intent.ts';
export type { RiskState } from './risk/risk-manager.ts';
export { RiskManager } from './risk/risk-manager.ts';
export type { Position } from './position.ts';
export { PositionSizer } from './sizing/position-sizer.ts';
export type { Sizing, SizingInputs } from './sizing/sizing.ts';
export type { SizingEvidenceState } from './sizing/sizing-evidence.ts';
export { SizingEvidence } from './sizing/sizing-evidence.ts';
export { wholeLots } from './sizing/whole-lots.ts';
export { wholeTicks } from './sizing/whole-ticks.ts';
