/**
 * What is known of many runs side by side, a slot each: what the recursion asks of a model.
 *
 * Everything is done for all runs at once, so that a model costs one call an observation.
 */
export interface RunModel {
  /** Centre of each run's predictive distribution of the next observation. */
  readonly location: Float64Array;
  /** Square of its scale: the variance where it is normal. */
  readonly squaredScale: Float64Array;
  /** Makes room for this many slots; what they hold stays. */
  reserve(slots: number): void;
  /** Puts a run without observations into a slot. */
  begin(slot: number): void;
  /**
   * Adds to each of the first `slots` log weights a shift and the log predictive density of `x` under
   * its run, then takes `x` into every run.
   *
   * @returns the slot of the largest log weight
   */
  observe(x: number, shift: number, slots: number, logWeight: Float64Array): number;
  /**
   * Makes of two runs one, whose prediction has centre and scale of the mixture of theirs.
   *
   * @param into - the slot that holds it afterwards
   * @param share - weight of `into` in the mixture, in [0, 1]
   */
  merge(into: number, from: number, share: number): void;
  /** The first `slots` slots as plain JSON. */
  saveRuns(slots: number): RunModelState;
  /** Puts `slots` saved slots back, into room that is reserved. */
  loadRuns(state: RunModelState, slots: number): void;
}

/** Lists of numbers, a number a slot, as text of `numbersToText`. */
export type RunModelState = readonly string[];
