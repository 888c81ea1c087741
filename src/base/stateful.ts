/**
 * Something that lives through time and can be stopped and continued.
 *
 * Continuing from a saved state is indistinguishable from never having stopped.
 */
export interface Stateful<State> {
  saveState(): State;
  loadState(state: State): void;
}
