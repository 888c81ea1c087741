import { type Bar, barAt, QuantError } from '#base';
import type { BarStreamEvent } from '../bar-stream.ts';
import type { DataProvider, FetchedBars } from '../provider.ts';
import type { BarLedger } from './bar-ledger.ts';

/** What asking again does not change. */
const TERMINAL = new Set([
  'data/not-allowed',
  'data/unknown-symbol',
  'data/bad-symbol',
  'data/too-old',
]);

/** A stretch of one symbol's bars that may have been missed or corrected, [start, end). */
export interface Missing {
  readonly ledger: BarLedger;
  readonly start: number;
  readonly end: number;
}

/** The events that make up for what was missed, or why they cannot be had now. */
export type Recovered =
  | { readonly kind: 'recovered'; readonly events: readonly BarStreamEvent[] }
  | { readonly kind: 'unreachable'; readonly detail: string };

/**
 * Asks history for what a stream may have missed, several symbols at once, and notes it in the ledgers.
 *
 * All or nothing: a bar is noted only when the events of all are there to be given.
 *
 * @throws data/not-allowed, data/unknown-symbol, data/too-old, and whatever is no failure of the outside world
 */
export async function recoverBars(
  provider: Pick<DataProvider, 'fetchBars'>,
  missing: readonly Missing[],
  parallelSymbols: number,
): Promise<Recovered> {
  const asked = missing.filter(({ start, end }) => start < end);
  const answers: FetchedBars[] = [];
  const queue = asked.entries();
  const work = async () => {
    for (const [place, { ledger, start, end }] of queue) {
      const request = { symbol: ledger.symbol, interval: '1m', start, end } as const;
      answers[place] = await provider.fetchBars(request);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(parallelSymbols, asked.length) }, work));
  } catch (thrown) {
    if (!(thrown instanceof QuantError) || TERMINAL.has(thrown.code)) throw thrown;
    return { kind: 'unreachable', detail: thrown.message };
  }
  const events = asked.flatMap(({ ledger }, place) => eventsOf(ledger, answers[place]));
  return { kind: 'recovered', events };
}

function eventsOf(ledger: BarLedger, { bars, quarantine }: FetchedBars): BarStreamEvent[] {
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
  return judgement === 'revised'
    ? { kind: 'revised', symbol, bar }
    : { kind: 'bar', symbol, bar, source };
}
