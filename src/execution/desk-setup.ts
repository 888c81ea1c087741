import type { Logger } from '#base';
import type { PortfolioConfig, TradingConfig } from '#config';
import type { Strategy } from '#strategies';
import type { Executor } from './executor.ts';

/** What a desk trades, with what and for whom. */
export interface DeskSetup {
  readonly symbols: readonly string[];
  readonly trading: TradingConfig;
  /** How all assets are weighed together, where they are. */
  readonly portfolio: PortfolioConfig;
  readonly initialCapital: number;
  readonly barsPerYear: number;
  /** A year, fraction. */
  readonly riskFreeRate: number;
  readonly volatilityHalfLifeBars: number;
  readonly strategy: Strategy;
  readonly executor: Executor;
  readonly logger: Logger;
}
