import type { CorporateAction } from '../provider.ts';
import {
  type ActionEntry,
  actionsPageShape,
  entriesOf,
  type UntoldCode,
} from './action-entries.ts';
import type { AlpacaApi } from './alpaca-api.ts';
import { allPages, readAnswer } from './answer-pages.ts';

export interface UntoldAction {
  readonly time: number;
  readonly code: UntoldCode;
}

/** What happened to the shares that a symbol stands for now. */
export interface ActionHistory {
  readonly actions: readonly CorporateAction[];
  readonly untold: readonly UntoldAction[];
}

/** Most rows that Alpaca puts on a page of actions. */
const PAGE_ROWS = 1000;

/** More names than any share has had. */
const NAMES_MAX = 10;

/**
 * All splits and dividends of the shares that a symbol stands for, under all names they had.
 *
 * A stock dividend of rate r is a split of 1 + r. What is dated after `until` has been announced only
 * and may still change. Alpaca lists by the name of the time: where the share had another before, that
 * name's list is asked too, up to the change; what the present name stood for until then is not ours.
 *
 * @param range.from - earliest date, by which Alpaca processed it
 * @param range.until - last date on which it must have taken effect
 */
export async function fetchActions(
  api: AlpacaApi,
  symbol: string,
  range: { readonly from: number; readonly until: number },
): Promise<ActionHistory> {
  const ours = new Map<string, ActionEntry>();
  let name: string | null = symbol;
  let before = range.until + 1;
  for (let names = 0; name !== null && names < NAMES_MAX; names++) {
    const current: string = name;
    const end = before;
    const entries: readonly ActionEntry[] = await fetchEntries(api, current, range);
    const renamed = entries.filter(({ meaning, time }) => meaning.kind === 'renamed' && time < end);
    const taken = newest(renamed.filter(({ meaning }) => nameAfter(meaning) === current));
    const givenUp = newest(renamed.filter((entry) => entry.symbol === current));
    // Under a name that nobody has any more Alpaca keeps the bars of that name alone.
    const isTaken = taken !== null && !(givenUp !== null && givenUp.time >= taken.time);
    const since = isTaken ? taken.time : range.from;
    for (const entry of entries) {
      const isOurs = entry.symbol === current && entry.time >= since && entry.time < end;
      if (isOurs) ours.set(entry.id, entry);
    }
    name = isTaken ? taken.symbol : null;
    before = since;
  }
  return historyOf([...ours.values()]);
}

function historyOf(entries: readonly ActionEntry[]): ActionHistory {
  const actions: CorporateAction[] = [];
  const untold: UntoldAction[] = [];
  for (const { time, meaning } of entries) {
    if (meaning.kind === 'untold') untold.push({ time, code: meaning.code });
    else if (meaning.kind !== 'renamed') actions.push({ time, ...meaning });
  }
  const rank = ({ kind }: CorporateAction) => (kind === 'split' ? 0 : 1);
  actions.sort((a, b) => a.time - b.time || rank(a) - rank(b) || a.value - b.value);
  return { actions, untold: untold.sort((a, b) => a.time - b.time) };
}

function nameAfter(meaning: ActionEntry['meaning']): string | null {
  return meaning.kind === 'renamed' ? meaning.to : null;
}

function newest(entries: readonly ActionEntry[]): ActionEntry | null {
  return entries.reduce<ActionEntry | null>(
    (latest, entry) => (latest === null || entry.time > latest.time ? entry : latest),
    null,
  );
}

function fetchEntries(
  api: AlpacaApi,
  symbol: string,
  { from, until }: { readonly from: number; readonly until: number },
): Promise<ActionEntry[]> {
  // Alpaca files a dividend under the day on which it is paid, up to a year after the share traded without it.
  const lastProcessed = new Date(until);
  lastProcessed.setUTCFullYear(lastProcessed.getUTCFullYear() + 1);
  const query = {
    start: new Date(from),
    end: lastProcessed,
    limit: PAGE_ROWS,
    sort: 'asc',
  } as const;
  return allPages(symbol, async (pageToken) => {
    const page = pageToken === undefined ? query : { ...query, pageToken };
    const answer = await api.corporateActions(symbol, page);
    const { corporate_actions: lists, next_page_token } = readAnswer(
      actionsPageShape,
      answer,
      symbol,
    );
    return { rows: entriesOf(lists ?? {}), nextToken: next_page_token ?? null };
  });
}
