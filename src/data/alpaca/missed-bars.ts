import { type Bar, barAt, QuantError } from '#base';
import type { BarStreamEvent } from '../bar-stream.ts';
import type { BarRequest, FetchedBars } from '../provider.ts';
import type { BarLedger } from './bar-ledger.ts';

/** What asking again does not change. */
const TERMINAL = new Set([
  'data/not-allowed',
  'data/unknown-symbol',
  'data/bad-symbol',
  'data/too-old',
]);

type Minutes = Pick<FetchedBars, 'bars' | 'quarantine'>;

/** Where history is. */
export type FetchMinutes = (request: BarRequest) => Promise<Minutes>;

/** A stretch of one symbol's bars that may have been missed or corrected, [start, end). */
export interface Missing {
  readonly ledger: BarLedger;
  readonly start: number;
  readonly end: number;
}

/** What there is to tell, and why the rest cannot be had now. */
export interface Recovered {
  readonly events: readonly BarStreamEvent[];
  /** Null when nothing is left to be had. */
  readonly unreachable: string | null;
}

/**
 * Asks history for what a stream may have missed, several symbols at once, and notes it in the ledgers.
 *
 * All or nothing: a bar is noted only when the events of all are there to be given.
 *
 * @throws data/not-allowed, data/unknown-symbol, data/too-old, and whatever is no failure of the outside world
 */
export async function recoverBars(
  fetchBars: FetchMinutes,
  missing: readonly Missing[],
  parallelSymbols: number,
): Promise<Recovered> {
  const asked = missing.filter(({ start, end }) => start < end);
  const answers: Minutes[] = [];
  const queue = asked.entries();
  const work = async () => {
    for (const [place, { ledger, start, end }] of queue) {
      const request = { symbol: ledger.symbol, interval: '1m', start, end } as const;
      answers[place] = await fetchBars(request);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(parallelSymbols, asked.length) }, work));
  } catch (thrown) {
    if (!(thrown instanceof QuantError) || TERMINAL.has(thrown.code)) throw thrown;
    return { events: [], unreachable: thrown.message };
  }
  const events = asked.flatMap(({ ledger }, place) => eventsOf(ledger, answers[place]));
  return { events, unreachable: null };
}

function eventsOf(ledger: BarLedger, { bars, quarantine }: Minutes): BarStreamEvent[] {
  const { symbol } = ledger;
  const events: BarStreamEvent[] = [];
  for (const bar of quarantine) {
    if (bar.time >= ledger.holeStart) events.push({ kind: 'quarantined', symbol, bar });
  }
  for (let row = 0; row < bars.time.length; row++) {
    const event = eventOf(ledger, barAt(bars, row), 'history');
    if (event !== null) events.push(event);
  }
  return events;
}

/** What a bar tells the reader, noted in the ledger; null when it is no news. */
export function eventOf(
  ledger: BarLedger,
  bar: Bar,
  source: 'stream' | 'history',
): BarStreamEvent | null {
  const judgement = ledger.judge(bar);
  if (judgement === 'duplicate' || judgement === 'unwanted') return null;
  ledger.give(bar);
  const { symbol } = ledger;
  return judgement === 'next'
    ? { kind: 'bar', symbol, bar, source }
    : { kind: 'revised', symbol, bar };
}
