import { BAR_COLUMNS, type Bar } from '#base';
import type { MarketHours } from '../sessions/market-hours.ts';

const MINUTE_MS = 60_000;

/** How far back given bars are remembered, and asked for again after an interruption. */
const MEMORY_MS = 24 * 60 * MINUTE_MS;

/**
 * What a bar that came is to the reader: the next one, one that was given just so, one with other values
 * than were given, one that should have come before bars already given, or none that was asked for.
 */
export type BarJudgement = 'next' | 'duplicate' | 'changed' | 'late' | 'unwanted';

/** Which minute bars of one symbol the reader has. */
export class BarLedger {
  readonly symbol: string;
  readonly #hours: MarketHours;
  readonly #from: number;
  readonly #given = new Map<number, Bar>();
  /** Every bar stamped before this has been given, or does not exist. */
  #complete: number;
  #newest = Number.NEGATIVE_INFINITY;

  /** @param from - stamp of the first bar wanted */
  constructor(symbol: string, hours: MarketHours, from: number) {
    this.symbol = symbol;
    this.#hours = hours;
    this.#from = from;
    this.#complete = from;
  }

  judge(bar: Bar): BarJudgement {
    const { time } = bar;
    if (!this.#isWanted(time)) return 'unwanted';
    if (time > this.#newest) return 'next';
    const given = this.#given.get(time);
    if (given === undefined) return 'late';
    const isSame = BAR_COLUMNS.every((column) => given[column] === bar[column]);
    return isSame ? 'duplicate' : 'changed';
  }

  /** Notes that the reader has a bar now. */
  give(bar: Bar): void {
    this.#given.set(bar.time, bar);
    if (bar.time <= this.#newest) return;
    this.#newest = bar.time;
    this.#complete = Math.max(this.#complete, bar.time + MINUTE_MS);
    for (const time of this.#given.keys()) {
      if (time >= bar.time - MEMORY_MS) break;
      this.#given.delete(time);
    }
  }

  /** Notes that whatever exists before a stamp has been given. */
  completeTo(stamp: number): void {
    this.#complete = Math.max(this.#complete, stamp);
  }

  /** From which stamp on something may be missing. */
  get holeStart(): number {
    return this.#complete;
  }

  /** From which stamp on what was given may have changed meanwhile. */
  get recallStart(): number {
    return Math.max(this.#from, this.#newest - MEMORY_MS);
  }

  /**
   * Before which stamp something may be missing, once these bars are given too.
   *
   * @param ascending - stamps
   * @returns null when nothing can be missing before the last of them
   */
  holeEnd(ascending: readonly number[]): number | null {
    let complete = this.#complete;
    let end: number | null = null;
    for (const time of ascending) {
      if (!this.#isWanted(time)) continue;
      if (time > this.#dueAfter(complete)) end = time;
      complete = Math.max(complete, time + MINUTE_MS);
    }
    return end;
  }

  #isWanted(time: number): boolean {
    return time >= this.#from && time % MINUTE_MS === 0 && this.#hours.isOpen(time);
  }

  /** The next minute in which the market is open. */
  #dueAfter(complete: number): number {
    return Math.max(complete, this.#hours.sessionFrom(complete).openTime);
  }
}
