import { canonicalJson, type Interval, QuantError, sha256 } from '#base';
import type { SystemConfig } from '#config';
import { type ModelCard, packModel, type TrainedModel, unpackModel } from '#models';
import type { SelfTrainerState } from './self-trainer.ts';
import { type StateManagerSetup, SystemStateManager } from './system-state-manager.ts';

/** What a state belongs to: another run must not continue from it. */
export interface RunIdentity {
  readonly strategy: string;
  readonly symbols: readonly string[];
  readonly interval: Interval;
  /** Stamp of the first bar traded, UTC epoch ms. */
  readonly start: number;
  readonly provider: string;
  /** Of all settings that shape decisions. */
  readonly settingsHash: string;
}

export interface LiveState {
  readonly identity: RunIdentity;
  readonly champions: readonly TrainedModel[];
  readonly trainer: SelfTrainerState;
}

interface SavedLiveState {
  readonly identity: RunIdentity;
  readonly champions: readonly { readonly card: ModelCard; readonly weights: string }[];
  readonly trainer: SelfTrainerState;
}

/** Hash of the settings that shape decisions: all but folders, log level and how often to save. */
export function settingsHash(config: SystemConfig): string {
  const { paths: _paths, logLevel: _logLevel, core: _core, ...deciding } = config;
  return sha256(canonicalJson(deciding));
}

/** Keeps a live run's state; weights go into files of their own, named by their hash. */
export class LiveStateStore {
  readonly #folder: string;
  readonly #manager: SystemStateManager<SavedLiveState>;

  constructor(setup: StateManagerSetup) {
    this.#folder = setup.folder;
    this.#manager = new SystemStateManager(setup);
  }

  save({ identity, champions, trainer }: LiveState): void {
    this.#manager.save({
      identity,
      champions: champions.map((champion) => ({
        card: champion.card,
        weights: this.#manager.putWeights(packModel(champion)),
      })),
      trainer,
    });
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
    this.#checkIdentity(state.identity, identity);
    const champions = await Promise.all(
      state.champions.map(({ card, weights }) =>
        unpackModel(card, this.#manager.getWeights(weights), weights),
      ),
    );
    return { identity, champions, trainer: state.trainer };
  }

  #checkIdentity(saved: RunIdentity, wanted: RunIdentity): void {
    const differing = (Object.keys(wanted) as (keyof RunIdentity)[]).find(
      (key) => canonicalJson(saved[key]) !== canonicalJson(wanted[key]),
    );
    if (differing === undefined) return;
    throw new QuantError(
      'core/state-of-another-run',
      `The state in ${this.#folder} belongs to a run with ${differing} ${String(saved[differing])}, this one has ${String(wanted[differing])}; repeat the settings of that run, or start with another --state-dir.`,
      { context: { saved, wanted } },
    );
  }
}
