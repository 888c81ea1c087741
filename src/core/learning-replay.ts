import { emptySlice, periodsPerYear } from '#base';
import { MarketReplay } from '#data';
import type { BarEntry, BarLedger } from './bar-ledger.ts';
import { paperSelfTrainer, type SelfTrainerParts } from './paper-self-trainer.ts';

export interface LearningReplay {
  readonly entries: readonly BarEntry[];
  readonly barsPerYear: number;
}

/** Replays a history through a self-trainer that keeps nothing on disk: backtest with learning. */
export async function replayLearning(
  parts: Omit<SelfTrainerParts, 'barsPerYear' | 'ledger'> & {
    /** Bars before this stamp only warm up. */
    readonly start: number;
    readonly onProgress: (done: number, total: number) => void;
  },
): Promise<LearningReplay> {
  const replay = new MarketReplay(parts.market.assets);
  const entries: BarEntry[] = [];
  const { times } = replay;
  const barsPerYear = periodsPerYear(times);
  const ledger: BarLedger = { record: (entry) => entries.push(entry) };
  const trainer = paperSelfTrainer({ ...parts, barsPerYear, ledger });
  const slice = emptySlice(parts.market.assets.length);
  while (replay.advance(slice)) {
    if (slice.time < parts.start) await trainer.warmUp(slice);
    else await trainer.processBar(slice);
    parts.onProgress(slice.barIndex + 1, times.length);
  }
  trainer.stop();
  return { entries, barsPerYear };
}
