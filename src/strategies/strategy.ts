import type { Forecast, MarketSlice, Stateful } from '#base';
import type { Holdings } from './holdings.ts';
import type { Signal } from './signal.ts';

/** State a strategy needs to continue: plain JSON. */
export type StrategyState = Readonly<Record<string, unknown>>;

/**
 * Decides on closed bars. A signal holds until the asset's next one, said again or not.
 *
 * The slice holds nothing later than its own bar, so a strategy cannot look ahead.
 */
export interface Strategy extends Stateful<StrategyState> {
  readonly name: string;
  /** Names of the models whose forecasts it reads; empty when it needs none. */
  readonly models: readonly string[];
  /** Share of the decision that each model has at the newest bar, where several decide. */
  readonly modelWeights?: Readonly<Record<string, number>>;
  /** Takes a bar from before trading begins: indicators advance, nothing is decided. */
  warmUp(slice: MarketSlice): void;
  /** @param holdings - what became of its signals; nothing where it is left out */
  generateSignals(
    slice: MarketSlice,
    forecasts: readonly Forecast[],
    holdings?: Holdings,
  ): readonly Signal[];
}
