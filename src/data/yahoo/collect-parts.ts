import { type Bar, type BarTable, barTableOf, type Interval, intervalMs } from '#base';
import type { MarketHours } from '../sessions/market-hours.ts';
import { LaterSplits, priceAsTraded, volumeAsTraded } from './as-traded.ts';
import { isBlank, rowsOf, type YahooRow } from './chart-rows.ts';
import type { ChartResult } from './chart-schema.ts';
import type { ExchangeDays } from './exchange-days.ts';
import { type AnswerTime, answerTime, isSettled } from './settled.ts';
import { TradingPeriods } from './trading-periods.ts';
import type { ChartRequest } from './yahoo-chart.ts';

/** One answer, what it was asked, and when it came. */
export interface Page {
  readonly request: ChartRequest;
  readonly result: ChartResult;
  readonly now: number;
}

/** What the rows of an answer mean. */
export interface PartRules {
  readonly granularity: Interval;
  readonly isDaily: boolean;
  readonly days: ExchangeDays;
  readonly hours: MarketHours;
  /** Stamp of the bar that a row of this time belongs to. */
  readonly groupOf: (time: number) => number;
  /** When the terms began at which a row of this time was traded. */
  readonly termsOf: (time: number) => number;
  readonly splits: LaterSplits;
}

export interface Parts {
  /** Rows as traded, stamped as bars are, in the order of the answers. */
  readonly table: BarTable;
  /** Number of each within its answer, from 1. */
  readonly rowNumbers: readonly number[];
  /** Bars of which something may still come. */
  readonly unsettled: ReadonlySet<number>;
}

/**
 * The rows of all pages that are bars, or parts of bars, and can change no more.
 *
 * Rows without any price are left out, and so is what lies outside the sessions or begins no bar. A
 * trading day that comes twice, at its open and at the newest trade, is the later one.
 */
export function collectParts(pages: readonly Page[], rules: PartRules): Parts {
  const bars: Bar[] = [];
  const rowNumbers: number[] = [];
  const unsettled = new Set<number>();
  for (const page of pages) {
    const periods = new TradingPeriods(page.result, rules.days);
    const time = answerTime(page.result, page.now);
    const rows = rowsOf(page.result, page.request);
    const superseded = supersededRow(rows, rules);
    for (const [at, row] of rows.entries()) {
      if (at === superseded) continue;
      const stamp = stampOf(row, page, periods, rules);
      if (stamp === null) continue;
      if (!isPartSettled(stamp, periods, time, rules)) unsettled.add(rules.groupOf(stamp));
      else if (!isBlank(row)) {
        bars.push(asTraded(row, stamp, rules));
        rowNumbers.push(at + 1);
      }
    }
  }
  return { table: barTableOf(bars), rowNumbers, unsettled };
}

/** Null for a row that begins no bar, or that was appended though nobody asked for it. */
function stampOf(
  row: YahooRow,
  { request }: Page,
  periods: TradingPeriods,
  { isDaily, days, granularity }: PartRules,
): number | null {
  if (isDaily) return days.tradingDayOf(row.time);
  if (row.time < request.start || row.time >= request.end) return null;
  const lengthMs = intervalMs(granularity);
  return periods.begins(row.time, lengthMs) ? row.time : null;
}

function isPartSettled(
  stamp: number,
  periods: TradingPeriods,
  time: AnswerTime,
  { isDaily, days, hours, granularity }: PartRules,
): boolean {
  const period = periods.of(isDaily ? stamp : days.dayOf(stamp));
  const close = hours.closeOf(stamp, granularity);
  const end = isDaily ? Math.max(close, period?.end ?? close) : close;
  return isSettled(end, Math.min(end, period?.end ?? end), time);
}

/** While a market is open, and some time after, its day comes a second time as it stands then. */
function supersededRow(rows: readonly YahooRow[], { isDaily, days }: PartRules): number {
  const last = rows.at(-1);
  const before = rows.at(-2);
  if (!isDaily || last === undefined || before === undefined || isBlank(last)) return -1;
  const isSameDay = days.tradingDayOf(last.time) === days.tradingDayOf(before.time);
  return isSameDay && last.time !== before.time ? rows.length - 2 : -1;
}

function asTraded(row: YahooRow, time: number, { termsOf, splits }: PartRules): Bar {
  const ratio = splits.after(termsOf(time));
  return {
    time,
    open: priceAsTraded(row.open, ratio),
    high: priceAsTraded(row.high, ratio),
    low: priceAsTraded(row.low, ratio),
    close: priceAsTraded(row.close, ratio),
    volume: volumeAsTraded(row.volume, ratio),
  };
}
