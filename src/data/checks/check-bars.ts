import type { BarTable, DataHealth, Interval } from '#base';
import { adjustmentFactors } from '../adjust.ts';
import type { CorporateAction } from '../provider.ts';
import type { Finding } from './finding.ts';
import { findGaps } from './gaps.ts';
import { findJumps } from './jumps.ts';
import { type PlaceOfRow, type QuarantinedBar, quarantineBars } from './quarantine.ts';
import { findOddStamps, findStaleRuns, findVolumeless } from './standstill.ts';

export interface CheckedBars {
  /** Sound bars, strictly ascending. */
  readonly clean: BarTable;
  readonly quarantine: readonly QuarantinedBar[];
  /** What deserves a look, by time within each check. */
  readonly findings: readonly Finding[];
  readonly health: DataHealth;
}

/**
 * All checks on one symbol's bars, raw as traded.
 *
 * Bars that cannot be true are parted off first; the findings concern the rest and change nothing.
 *
 * @param context.quarantine - bars that the source has already left out, to be counted as well
 */
export function checkBars(
  table: BarTable,
  context: {
    readonly symbol: string;
    readonly interval: Interval;
    readonly actions: readonly CorporateAction[];
    readonly quarantine?: readonly QuarantinedBar[];
    readonly place?: PlaceOfRow;
  },
): CheckedBars {
  const { symbol, interval, actions } = context;
  const place = context.place ?? ((row: number) => `${symbol} row ${row + 1}`);
  const parted = quarantineBars(table, place);
  const clean = parted.clean;
  const quarantine = [...(context.quarantine ?? []), ...parted.quarantine];
  const findings = [
    ...findGaps(clean.time, interval),
    ...findOddStamps(clean.time, interval),
    ...findJumps(clean, adjustmentFactors(clean, actions).splitRatio),
    ...findStaleRuns(clean),
    ...findVolumeless(clean),
  ];
  return { clean, quarantine, findings, health: summarise(symbol, clean, quarantine, findings) };
}

function summarise(
  symbol: string,
  { time }: BarTable,
  quarantine: readonly QuarantinedBar[],
  found: readonly Finding[],
): DataHealth {
  const findings: Record<string, number> = {};
  for (const { code } of [...quarantine, ...found]) findings[code] = (findings[code] ?? 0) + 1;
  const { gap: gaps = 0, ...others } = findings;
  return { symbol, bars: time.length, quarantined: quarantine.length, gaps, findings: others };
}
