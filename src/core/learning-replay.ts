import { emptySlice } from '#base';
import { MarketReplay } from '#data';
import type { BarEntry, BarLedger } from './bar-ledger.ts';
import { paperSelfTrainer, type SelfTrainerParts } from './paper-self-trainer.ts';
import { retrain } from './retrain.ts';
import { barsPerYearBefore } from './trading-calendar.ts';

export interface LearningReplay {
  readonly entries: readonly BarEntry[];
  readonly barsPerYear: number;
}

/**
 * Replays a history through a self-trainer that keeps nothing on disk: backtest with learning.
 *
 * Nothing else happens while a challenger is trained, so it is trained in this process.
 */
export async function replayLearning(
  parts: Omit<SelfTrainerParts, 'barsPerYear' | 'ledger' | 'retrainer'> & {
    /** Bars before this stamp only warm up. */
    readonly start: number;
    readonly onProgress: (done: number, total: number) => void;
  },
): Promise<LearningReplay> {
  const replay = new MarketReplay(parts.market.assets);
  const { times } = replay;
  const barsPerYear = barsPerYearBefore(times, parts.start);
  const entries: BarEntry[] = [];
  const ledger: BarLedger = { record: (entry) => entries.push(entry), known: () => undefined };
  const trainer = paperSelfTrainer({
    ...parts,
    barsPerYear,
    ledger,
    retrainer: (task) => ({ outcome: retrain(task), cancel: () => undefined }),
  });
  const slice = emptySlice(parts.market.assets.length);
  while (replay.advance(slice)) {
    if (slice.time < parts.start) await trainer.warmUp(slice);
    else await trainer.processBar(slice);
    parts.onProgress(slice.barIndex + 1, times.length);
  }
  return { entries, barsPerYear };
}
