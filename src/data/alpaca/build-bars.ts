import { type BarTable, emptyBarTable, sliceBars } from '#base';
import {
  isLost,
  type QuarantinedBar,
  quarantineBars,
  withoutValues,
} from '../checks/quarantine.ts';
import { joinedBars, type StampOf } from '../joined-bars.ts';
import type { BarRow } from './bar-rows.ts';

/** What becomes of the rows of one answer. */
export interface BuildRules {
  readonly symbol: string;
  readonly stampOf: StampOf;
  /** Whether a bar may be made of several rows. */
  readonly isComposed: boolean;
  /** Whether a stamp lies in the range asked for and its bar is closed. */
  readonly isWanted: (stamp: number) => boolean;
}

/**
 * Bars by our stamps: rows of one stamp become one bar.
 *
 * Rows with no price at all are times without trade. A composed bar of which any row cannot be true
 * is left out whole, because the rest of its rows would pass for it.
 */
export function buildBars(
  rows: readonly BarRow[],
  { symbol, stampOf, isComposed, isWanted }: BuildRules,
): { readonly bars: BarTable; readonly quarantine: readonly QuarantinedBar[] } {
  const table = emptyBarTable(rows.length);
  const places = new Uint32Array(rows.length);
  let kept = 0;
  for (const [place, row] of rows.entries()) {
    const stamp = stampOf(row.t);
    if (stamp === null || !isWanted(stamp) || isBlank(row)) continue;
    table.time[kept] = row.t;
    table.open[kept] = row.o;
    table.high[kept] = row.h;
    table.low[kept] = row.l;
    table.close[kept] = row.c;
    table.volume[kept] = row.v;
    places[kept++] = place + 1;
  }
  const { clean, quarantine } = quarantineBars(
    sliceBars(table, 0, kept),
    (row) => `alpaca ${symbol} row ${places[row]}`,
  );
  const told = isComposed ? withoutValues(quarantine) : quarantine;
  const stamped = told.map((bar) => ({
    ...bar,
    time: Number.isNaN(bar.time) ? bar.time : (stampOf(bar.time) ?? bar.time),
  }));
  const spoilt = isComposed ? stamped.filter(isLost) : [];
  const spoiltStamps = new Set(spoilt.map(({ time }) => time));
  const bars = joinedBars(clean, (time) => {
    const stamp = stampOf(time);
    return stamp === null || spoiltStamps.has(stamp) ? null : stamp;
  });
  return { bars, quarantine: stamped };
}

function isBlank({ o, h, l, c }: BarRow): boolean {
  return Number.isNaN(o) && Number.isNaN(h) && Number.isNaN(l) && Number.isNaN(c);
}
