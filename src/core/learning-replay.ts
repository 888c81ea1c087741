import { emptySlice } from '#base';
import { MarketReplay } from '#data';
import type { BarEntry, BarLedger } from './bar-ledger.ts';
import type { LearningCheckpoint } from './learning-checkpoint.ts';
import { paperSelfTrainer, type SelfTrainerParts } from './paper-self-trainer.ts';
import { retrain } from './retrain.ts';
import { barsPerYearBefore } from './trading-calendar.ts';

export interface LearningReplay {
  readonly entries: readonly BarEntry[];
  readonly barsPerYear: number;
}

/**
 * Replays a history through a self-trainer that keeps no journal of its bars: backtest with learning.
 *
 * Nothing else happens while a challenger is trained, so it is trained in this process.
 */
export async function replayLearning(
  parts: Omit<SelfTrainerParts, 'barsPerYear' | 'ledger' | 'retrainer'> & {
    /** Bars before this stamp only warm up. */
    readonly start: number;
    readonly onProgress: (done: number, total: number) => void;
    /** Where the run is kept on the way, and an unfinished one is found; null keeps nothing. */
    readonly checkpoint?: LearningCheckpoint | null;
  },
): Promise<LearningReplay> {
  const replay = new MarketReplay(parts.market.assets);
  const { times } = replay;
  const barsPerYear = barsPerYearBefore(times, parts.start);
  const { checkpoint = null } = parts;
  const resumed = checkpoint?.resumed ?? null;
  const entries: BarEntry[] = [...(resumed?.entries ?? [])];
  const ledger: BarLedger = { record: (entry) => entries.push(entry), known: () => undefined };
  const trainer = paperSelfTrainer({
    ...parts,
    champions: resumed?.champions ?? parts.champions,
    barsPerYear,
    ledger,
    retrainer: (task) => ({ outcome: retrain(task), cancel: () => undefined }),
  });
  const slice = emptySlice(parts.market.assets.length);
  if (resumed !== null) {
    const firstBar = times.findIndex((time) => time >= parts.start);
    while (slice.barIndex < firstBar + resumed.bar - 1) replay.advance(slice);
    trainer.loadState(resumed.trainer);
  }
  let kept = entries.length;
  let due = kept + (checkpoint?.everyBars ?? 0);
  while (replay.advance(slice)) {
    if (slice.time < parts.start) await trainer.warmUp(slice);
    else await trainer.processBar(slice);
    parts.onProgress(slice.barIndex + 1, times.length);
    if (checkpoint === null || entries.length !== due) continue;
    if (checkpoint.save(trainer, entries.slice(kept))) kept = entries.length;
    due = entries.length + checkpoint.everyBars;
  }
  return { entries, barsPerYear };
}
