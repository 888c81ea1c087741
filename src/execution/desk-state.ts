import type { BookState, RebalancerState, RiskState, SizingEvidenceState } from '#portfolio';
import type { Signal, StrategyState } from '#strategies';
import type { BracketsState } from './brackets.ts';
import type { ExecutorState } from './order.ts';
import type { PositionGuardState } from './position-guard.ts';

/** What a desk needs to go on as if it had never stopped. */
export interface DeskState extends SizingEvidenceState {
  readonly book: BookState;
  readonly risk: RiskState;
  readonly executor: ExecutorState;
  readonly strategy: StrategyState;
  readonly wishes: readonly (Signal | null)[];
  readonly acted: readonly (number | null)[];
  /** Absent where no signal asks for a stop or target of its own. */
  readonly brackets?: BracketsState;
  /** Assets whose wish is given up until it is said again; absent where there are none. */
  readonly lapsed?: readonly number[];
  /** Absent where no stop or target is placed by volatility and no position ages. */
  readonly guard?: PositionGuardState;
  /** Absent where each asset is sized alone. */
  readonly rebalancer?: RebalancerState;
}
