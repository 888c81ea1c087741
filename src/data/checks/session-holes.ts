import type { MarketHours, Session } from '../sessions/market-hours.ts';
import type { Hole } from './missing-days.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Stamps may be off by this share of a bar before a bar counts as missing beside them. */
const JITTER = 0.25;

/** Holes in more than this share of the sessions, and in this number, are the instrument's way. */
const THIN_SHARE = 0.2;
const THIN_SESSIONS = 5;

/** Where holes are usual, a gap is longer than so many times what all but one in a hundred keep within. */
const UNUSUAL = 5;
const USUAL_QUANTILE = 0.99;

/** Where bars thin out because nobody trades. */
export interface Thin {
  readonly bars: number;
  readonly sessions: number;
  /** The longest run of missing bars that is usual. */
  readonly mostUsualBars: number;
}

type SessionHoles =
  | { readonly kind: 'holes'; readonly holes: readonly Hole[]; readonly thin: Thin | null }
  /** Most sessions lack an hour or more at an edge: the bars are of other hours. */
  | { readonly kind: 'other-hours'; readonly sessions: number };

/**
 * Runs of bars missing within sessions.
 *
 * A bar covers its length from its stamp on, so it matters not whether hours are counted from 9:00 or
 * from 9:30; where most sessions end or begin with a part of a bar uncovered, that part is not missed.
 * When more than a fifth of the sessions have holes, the instrument is thin: only runs longer than five
 * times its usual ones are holes then. A market that never closes is never thin.
 *
 * @param sessions - days with bars
 */
export function findSessionHoles(
  time: Float64Array,
  step: number,
  hours: MarketHours,
  sessions: number,
): SessionHoles {
  const edges = new EdgeCount(Math.max(HOUR_MS, step / 2));
  const breaks: Break[] = [];
  for (let row = 1; row < time.length; row++) {
    const from = time[row - 1] + step;
    if (time[row] - from > JITTER * step) addBreak(breaks, edges, { from, to: time[row] }, hours);
  }
  if (edges.longSessions > Math.max(2, sessions / 2)) {
    return { kind: 'other-hours', sessions: edges.longSessions };
  }
  const isUsual = { start: edges.starts > sessions / 2, end: edges.ends > sessions / 2 };
  const holes = breaks.map((parts) => holeOf(parts, step, isUsual)).filter((hole) => hole !== null);
  return withoutThinness(holes, hours, sessions);
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** The part of one session that no bar covers. */
interface Part extends Span {
  readonly atStart: boolean;
  readonly atEnd: boolean;
}

/** All that is uncovered between two bars. */
type Break = readonly Part[];

/** How often an edge of a session that has bars is uncovered, and for long. */
class EdgeCount {
  readonly #longMs: number;
  #lastLong: Session | null = null;
  starts = 0;
  ends = 0;
  longSessions = 0;

  constructor(longMs: number) {
    this.#longMs = longMs;
  }

  add(session: Session, { from, to, atStart, atEnd }: Part): void {
    if (atStart === atEnd) return;
    if (atStart) this.starts++;
    else this.ends++;
    if (to - from < this.#longMs || this.#lastLong?.tradingDay === session.tradingDay) return;
    this.#lastLong = session;
    this.longSessions++;
  }
}

function addBreak(breaks: Break[], edges: EdgeCount, span: Span, hours: MarketHours): void {
  const parts: Part[] = [];
  const lastDay = hours.tradingDayOf(span.to);
  for (let day = hours.tradingDayOf(span.from); day <= lastDay; day += DAY_MS) {
    const session = hours.sessionOf(day);
    if (session === null) continue;
    const close = hours.sureCloseOf(session);
    const from = Math.max(span.from, session.openTime);
    const to = Math.min(span.to, close);
    if (!(from < to)) continue;
    const part = { from, to, atStart: from === session.openTime, atEnd: to === close };
    edges.add(session, part);
    parts.push(part);
  }
  if (parts.length > 0) breaks.push(parts);
}

function holeOf(
  parts: Break,
  step: number,
  isUsual: { readonly start: boolean; readonly end: boolean },
): Hole | null {
  let bars = 0;
  let time = Number.NaN;
  let until = Number.NaN;
  for (const { from, to, atStart, atEnd } of parts) {
    const isEdge = atStart || atEnd;
    const excused = (atStart && isUsual.start) || (atEnd && isUsual.end);
    const length = (to - from) / step;
    const missing = isEdge && !excused ? Math.ceil(length - JITTER) : Math.floor(length + JITTER);
    if (missing === 0) continue;
    if (bars === 0) time = from;
    until = from + (missing - 1) * step;
    bars += missing;
  }
  return bars === 0 ? null : { time, until, bars };
}

function withoutThinness(
  holes: readonly Hole[],
  hours: MarketHours,
  sessions: number,
): SessionHoles {
  const days = new Set(holes.map(({ time }) => hours.tradingDayOf(time))).size;
  const isThin =
    hours.kind !== 'continuous' && days >= THIN_SESSIONS && days > THIN_SHARE * sessions;
  if (!isThin) return { kind: 'holes', holes, thin: null };
  const lengths = Float64Array.from(holes, ({ bars }) => bars).sort();
  const usual = lengths[Math.floor(USUAL_QUANTILE * (lengths.length - 1))];
  const mostUsualBars = UNUSUAL * usual;
  const short = holes.filter(({ bars }) => bars <= mostUsualBars);
  const bars = short.reduce((sum, hole) => sum + hole.bars, 0);
  return {
    kind: 'holes',
    holes: holes.filter((hole) => hole.bars > mostUsualBars),
    thin: { bars, sessions: days, mostUsualBars },
  };
}
