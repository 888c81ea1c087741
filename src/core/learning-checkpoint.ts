import { type ModelCard, packModel, type TrainedModel, unpackModel } from '#models';
import type { BarEntry } from './bar-ledger.ts';
import { RunCheckpoint, type RunCheckpointSetup } from './run-checkpoint.ts';
import type { SelfTrainer, SelfTrainerState } from './self-trainer.ts';

interface SavedLearning {
  readonly champions: readonly { readonly card: ModelCard; readonly weights: string }[];
  readonly trainer: SelfTrainerState;
}

/** Where an earlier process stopped a replay that learns. */
export interface ResumedLearning {
  readonly bar: number;
  readonly champions: readonly TrainedModel[];
  readonly trainer: SelfTrainerState;
  readonly entries: readonly BarEntry[];
}

/** An unfinished replay that learns; weights of its models lie in files of their own. */
export class LearningCheckpoint {
  readonly everyBars: number;
  readonly resumed: ResumedLearning | null;
  readonly #kept: RunCheckpoint<SavedLearning, readonly BarEntry[]>;

  /** Null where another process keeps the same run. @throws what `RunCheckpoint.open` throws */
  static async open(setup: RunCheckpointSetup): Promise<LearningCheckpoint | null> {
    const weightsOf = ({ champions }: SavedLearning) => champions.map(({ weights }) => weights);
    const kept = RunCheckpoint.open<SavedLearning, readonly BarEntry[]>(setup, weightsOf);
    if (kept === null) return null;
    return new LearningCheckpoint(kept, await restored(kept));
  }

  private constructor(
    kept: RunCheckpoint<SavedLearning, readonly BarEntry[]>,
    resumed: ResumedLearning | null,
  ) {
    this.#kept = kept;
    this.resumed = resumed;
    this.everyBars = kept.everyBars;
  }

  /** Keeps the trainer as it stands, and the bars since the last time; whether it did. */
  save(trainer: SelfTrainer, entries: readonly BarEntry[]): boolean {
    return this.#kept.save(trainer.barCounter, () => ({
      state: {
        champions: trainer.champions.map((champion) => ({
          card: champion.card,
          weights: this.#kept.putWeights(packModel(champion)),
        })),
        trainer: trainer.saveState(),
      },
      piece: entries,
    }));
  }

  /** Removes what is kept. */
  finish(): void {
    this.#kept.finish();
  }
}

async function restored(
  kept: RunCheckpoint<SavedLearning, readonly BarEntry[]>,
): Promise<ResumedLearning | null> {
  if (kept.resumed === null) return null;
  const { bar, state, pieces } = kept.resumed;
  const champions = await Promise.all(
    state.champions.map(({ card, weights }) =>
      unpackModel(card, kept.getWeights(weights), weights),
    ),
  );
  return { bar, champions, trainer: state.trainer, entries: pieces.flat() };
}
