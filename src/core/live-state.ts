import type { MarketSlice } from '#base';
import { type ModelCard, packModel, type TrainedModel, unpackModel } from '#models';
import { checkIdentity, type RunIdentity } from './run-identity.ts';
import type { SelfTrainerState } from './self-trainer.ts';
import { type StateManagerSetup, SystemStateManager } from './system-state-manager.ts';

/** Where in the data a run stands: its newest bar, by which it is found again. */
export interface DataCursor {
  readonly time: number;
  /** Newest raw close of each asset, null before its first. */
  readonly close: readonly (number | null)[];
  readonly factor: readonly number[];
}

export interface LiveState {
  readonly identity: RunIdentity;
  readonly cursor: DataCursor;
  readonly barsPerYear: number;
  readonly champions: readonly TrainedModel[];
  readonly trainer: SelfTrainerState;
}

interface SavedLiveState extends Omit<LiveState, 'champions'> {
  readonly champions: readonly { readonly card: ModelCard; readonly weights: string }[];
}

export function cursorOf({ time, close, factor }: MarketSlice): DataCursor {
  return {
    time,
    close: Array.from(close, (price) => (Number.isNaN(price) ? null : price)),
    factor: [...factor],
  };
}

/** Keeps a live run's state; weights go into files of their own, named by their hash. */
export class LiveStateStore {
  readonly #folder: string;
  readonly #manager: SystemStateManager<SavedLiveState>;

  constructor(setup: StateManagerSetup) {
    this.#folder = setup.folder;
    this.#manager = new SystemStateManager(setup);
  }

  save(state: LiveState): void {
    const champions = state.champions.map((champion) => ({
      card: champion.card,
      weights: this.#manager.putWeights(packModel(champion)),
    }));
    this.#manager.save({ ...state, champions });
  }

  /**
   * The newest state, or null when there is none.
   *
   * @throws core/state-of-another-run and what `SystemStateManager.load` throws
   */
  async load(identity: RunIdentity): Promise<LiveState | null> {
    const loaded = this.#manager.load();
    if (loaded.kind === 'none') return null;
    const { state } = loaded;
    checkIdentity(state.identity, identity, this.#folder);
    const champions = await Promise.all(
      state.champions.map(({ card, weights }) =>
        unpackModel(card, this.#manager.getWeights(weights), weights),
      ),
    );
    return { ...state, champions };
  }
}
