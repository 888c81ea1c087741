import type { Logger } from '#base';
import type { PortfolioConfig, TradingConfig } from '#config';
import type { Book, RiskManager, SizingEvidence } from '#portfolio';
import type { Signal, Strategy } from '#strategies';
import type { Brackets } from './brackets.ts';
import type { DeskLog } from './desk-log.ts';
import type { Executor } from './executor.ts';
import type { PositionGuard } from './position-guard.ts';

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

/** What a desk is made of, as its parts see each other. */
export interface DeskParts {
  readonly desk: DeskSetup;
  /** What the ids of orders begin with, from `orderNames` [assets]. */
  readonly names: readonly string[];
  readonly book: Book;
  readonly risk: RiskManager;
  readonly evidence: SizingEvidence;
  readonly guard: PositionGuard;
  readonly brackets: Brackets;
  /** Newest signal of each asset. */
  readonly signals: (Signal | null)[];
  readonly log: DeskLog;
}
