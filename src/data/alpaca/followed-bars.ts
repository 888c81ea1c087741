import { barTableOf, type Clock } from '#base';
import type { BarStreamEvent } from '../bar-stream.ts';
import { quarantineBars } from '../checks/quarantine.ts';
import type { MarketHours } from '../sessions/market-hours.ts';
import { BarLedger } from './bar-ledger.ts';
import {
  eventOf,
  type FetchMinutes,
  type Missing,
  type Recovered,
  recoverBars,
} from './missed-bars.ts';
import type { StreamedBar } from './stream-connection.ts';

const MINUTE_MS = 60_000;

/** By how much the machine's clock may be behind before a bar counts as from the future. */
const CLOCK_SKEW_MS = MINUTE_MS / 2;

/** What became of bars that were not given. */
export interface StreamCounts {
  /** Came again with the same values. */
  duplicates: number;
  /** Outside the session, before what was asked for, or of a symbol that was not. */
  unwanted: number;
  /** Came long before their close. */
  early: number;
}

/**
 * The bars of all followed symbols, between what comes and what the reader is told.
 *
 * The events that a call returns are to be given in their order, and before the next call.
 */
export class FollowedBars {
  readonly #ledgers: ReadonlyMap<string, BarLedger>;
  readonly #fetchBars: FetchMinutes;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #parallelSymbols: number;
  readonly #counts: StreamCounts;

  constructor(options: {
    readonly symbols: readonly string[];
    readonly hoursOf: (symbol: string) => MarketHours;
    readonly from: number;
    readonly fetchBars: FetchMinutes;
    readonly clock: Clock;
    readonly signal: AbortSignal;
    readonly parallelSymbols: number;
    readonly counts: StreamCounts;
  }) {
    const { symbols, hoursOf, from } = options;
    const first = Math.ceil(from / MINUTE_MS) * MINUTE_MS;
    this.#ledgers = new Map(
      symbols.map((symbol) => [symbol, new BarLedger(symbol, hoursOf(symbol), first)]),
    );
    this.#fetchBars = options.fetchBars;
    this.#clock = options.clock;
    this.#signal = options.signal;
    this.#parallelSymbols = options.parallelSymbols;
    this.#counts = options.counts;
  }

  /** What history has that was missed, and what it has otherwise than it was given. */
  recall(): Promise<Recovered> {
    const end = this.#clock.now();
    const missing = [...this.#ledgers.values()].map((ledger) => ({
      ledger,
      start: ledger.recallStart,
      end,
    }));
    // History may be behind the stream, so nothing after its newest bar counts as complete.
    return recoverBars(this.#fetchBars, missing, this.#parallelSymbols);
  }

  /**
   * What bars from the stream tell, after those that history has from before them.
   *
   * A bar that contradicts what was given and is no correction may be old news, so history decides.
   */
  async receive(streamed: readonly StreamedBar[]): Promise<Recovered> {
    const events: BarStreamEvent[] = [];
    const closed = await this.#closed(streamed.filter((one) => this.#isSound(one, events)));
    closed.sort((a, b) => a.bar.time - b.bar.time);
    const holes = this.#holes(closed);
    const missed = await recoverBars(this.#fetchBars, holes, this.#parallelSymbols);
    events.push(...missed.events);
    if (missed.unreachable !== null) return { ...missed, events };
    for (const { ledger, end } of holes) ledger.completeTo(end);
    const disputed = closed.flatMap((one) => this.#give(one, events));
    const settled = await recoverBars(this.#fetchBars, disputed, this.#parallelSymbols);
    return { ...settled, events: [...events, ...settled.events] };
  }

  /** Adds what a bar tells to the events, and returns what it leaves in doubt. */
  #give({ symbol, bar, isCorrection }: StreamedBar, events: BarStreamEvent[]): Missing[] {
    const ledger = this.#ledgers.get(symbol);
    const judgement = ledger?.judge(bar) ?? 'unwanted';
    if (judgement === 'duplicate') this.#counts.duplicates++;
    if (judgement === 'unwanted') this.#counts.unwanted++;
    if (ledger === undefined) return [];
    if (judgement === 'changed' && !isCorrection) {
      return [{ ledger, start: bar.time, end: bar.time + MINUTE_MS }];
    }
    const event = eventOf(ledger, bar, 'stream');
    if (event !== null) events.push(event);
    return [];
  }

  #isSound({ symbol, bar }: StreamedBar, events: BarStreamEvent[]): boolean {
    if (!this.#ledgers.has(symbol)) return true;
    const { quarantine } = quarantineBars(barTableOf([bar]), () => `alpaca stream ${symbol}`);
    for (const one of quarantine) events.push({ kind: 'quarantined', symbol, bar: one });
    return quarantine.length === 0;
  }

  /** The bars that have closed, once they have: a clock that is a little slow waits for its own time. */
  async #closed(streamed: readonly StreamedBar[]): Promise<StreamedBar[]> {
    const untilClose = ({ bar }: StreamedBar) => bar.time + MINUTE_MS - this.#clock.now();
    const soon = streamed.filter((one) => untilClose(one) <= CLOCK_SKEW_MS);
    this.#counts.early += streamed.length - soon.length;
    const waitMs = soon.reduce((longest, one) => Math.max(longest, untilClose(one)), 0);
    if (waitMs > 0) await this.#clock.sleep(waitMs, this.#signal);
    return soon.filter((one) => untilClose(one) <= 0);
  }

  /** What may be missing before or between the bars of each symbol. */
  #holes(ascending: readonly StreamedBar[]): Missing[] {
    const timesOf = Map.groupBy(ascending, ({ symbol }) => symbol);
    return [...timesOf].flatMap(([symbol, bars]) => {
      const ledger = this.#ledgers.get(symbol);
      const end = ledger?.holeEnd(bars.map(({ bar }) => bar.time)) ?? null;
      return ledger === undefined || end === null ? [] : [{ ledger, start: ledger.holeStart, end }];
    });
  }
}
