/** Orders become fills: the trading step all modes share, costs, brokers. Imports base, config, strategies, portfolio. */
export { TradeCosts } from './costs/trade-costs.ts';
export type { DeskSetup } from './desk-setup.ts';
export type { DeskState } from './desk-state.ts';
export type { AccountView, EndedOrder, Executor } from './executor.ts';
export type { BarPath } from './matching.ts';
export { modelsRead } from './models-read.ts';
export type { FinerBars } from './finer-bars.ts';
export type {
  ExecutorState,
  ExitPlan,
  Order,
  OrderKind,
  SavedOrder,
} from './order.ts';
export { saveOrder } from './order.ts';
export type { PaperMarket } from './paper-executor.ts';
export { PaperExecutor } from './paper-executor.ts';
export type { Sessions } from './sessions.ts';
export type { StepReport } from './step-report.ts';
export { TradingDesk } from './trading-desk.ts';
