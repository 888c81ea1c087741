/** Orders become fills: the trading step all modes share, costs, brokers. Imports base, config, strategies, portfolio. */
export type { CostSettings } from './costs.ts';
export { affordableQuantity, commission, slippedPrice } from './costs.ts';
export type { AccountView, Executor } from './executor.ts';
export { modelsRead } from './models-read.ts';
export type { ExecutorState, Order, OrderKind, SavedOrder } from './order.ts';
export { saveOrder } from './order.ts';
export { PaperExecutor } from './paper-executor.ts';
export type { StepReport } from './step-report.ts';
export type { DeskSetup, DeskState } from './trading-desk.ts';
export { TradingDesk } from './trading-desk.ts';
