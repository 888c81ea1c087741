import { type BarTable, barTableOf, barsBetween, type Clock, type LockFolder } from '#base';
import type { BarRequest, CorporateAction, DataProvider, FetchedBars } from '#data';

/** A clock that stands until it is set; sleeping moves it. */
export class HandClock implements Clock {
  time: number;

  constructor(time: number) {
    this.time = time;
  }

  now(): number {
    return this.time;
  }

  async sleep(delayMs: number): Promise<void> {
    this.time += delayMs;
  }
}

/** Locks within this process alone. */
export function memoryLocks(): LockFolder {
  const held = new Set<string>();
  return (folder) => {
    if (held.has(folder)) return { kind: 'held', holder: null };
    held.add(folder);
    return { kind: 'locked', release: () => void held.delete(folder) };
  };
}

/** A source of prepared bars that remembers what it was asked. */
export class PreparedProvider implements DataProvider {
  readonly name = 'fake';
  readonly asked: BarRequest[] = [];
  bars: BarTable;
  extras: Partial<FetchedBars> = {};

  constructor(bars: BarTable) {
    this.bars = bars;
  }

  async fetchBars(request: BarRequest): Promise<FetchedBars> {
    this.asked.push(request);
    const within = ({ time }: { time: number }) => !(time < request.start || time >= request.end);
    return {
      bars: barsBetween(this.bars, request.start, request.end),
      actions: (this.extras.actions ?? []).filter(within),
      quarantine: (this.extras.quarantine ?? []).filter(within),
      caveats: this.extras.caveats ?? [],
    };
  }
}

/** The same, whose answers are fixed until its version changes. */
export class VersionedProvider extends PreparedProvider {
  current = 'v1';

  async version(): Promise<string> {
    return this.current;
  }
}

/** The same, with a history of actions that grows, is corrected, or cannot be had. */
export class HistoryProvider extends PreparedProvider {
  history: readonly CorporateAction[] = [];
  historyAsked = 0;
  failure: Error | null = null;

  async actionHistory(): Promise<readonly CorporateAction[]> {
    this.historyAsked++;
    if (this.failure !== null) throw this.failure;
    return this.history;
  }

  override async fetchBars(request: BarRequest): Promise<FetchedBars> {
    if (this.failure !== null) throw this.failure;
    this.extras = { ...this.extras, actions: this.history };
    return super.fetchBars(request);
  }
}

/** Bars at these times, all of one price. */
export function barsAt(times: readonly number[], close = 10): BarTable {
  return barTableOf(
    times.map((time) => ({ time, open: close, high: close, low: close, close, volume: 1 })),
  );
}
