import type { BarTable, DataHealth, Interval } from '#base';
import type { Repair } from '#config';
import { adjustmentFactors } from '../adjust.ts';
import { dateText } from '../date-text.ts';
import type { CorporateAction } from '../provider.ts';
import type { MarketHours } from '../sessions/market-hours.ts';
import { type Finding, FindingLog } from './finding.ts';
import { findGaps } from './gaps.ts';
import { findJumps, type SuspectedSplit } from './jumps.ts';
import { findOddStamps } from './odd-stamps.ts';
import { type PlaceOfRow, type QuarantinedBar, quarantineBars } from './quarantine.ts';
import { type Mended, mendBars } from './repairs.ts';
import { findStaleRuns, findVolumeless } from './standstill.ts';

export interface CheckedBars {
  /** Sound bars, strictly ascending. */
  readonly clean: BarTable;
  /** Those given, and the splits inferred where that is allowed. */
  readonly actions: readonly CorporateAction[];
  readonly quarantine: readonly QuarantinedBar[];
  /** What deserves a look, by time within each check; at most a thousand of each code. */
  readonly findings: readonly Finding[];
  /** What the repairs did, in the order in which they are done. */
  readonly mended: readonly Mended[];
  /** All of it in numbers. */
  readonly health: DataHealth;
}

/**
 * Repairs and all checks on one symbol's bars, raw as traded.
 *
 * What may be mended is mended (`mendBars`), bars that cannot be true are parted off, and the findings
 * concern the rest and change nothing.
 *
 * @param context.quarantine - bars that the source has already left out, to be mended or counted
 * @param context.hours - of the market, to know which bars are missing; without them only holes are
 *   found that no calendar explains
 * @throws data/unsorted-bars, data/bad-bars for a table of nearly nothing but bad bars, data/bad-action
 */
export function checkBars(
  table: BarTable,
  context: {
    readonly symbol: string;
    readonly interval: Interval;
    readonly actions: readonly CorporateAction[];
    readonly hours?: MarketHours | undefined;
    readonly repairs?: readonly Repair[] | undefined;
    readonly quarantine?: readonly QuarantinedBar[];
    readonly place?: PlaceOfRow;
  },
): CheckedBars {
  const { symbol, interval, hours, repairs = [] } = context;
  const place = context.place ?? ((row: number) => `${symbol} row ${row + 1}`);
  const parted = quarantineBars(table, place);
  const known = [...(context.quarantine ?? []), ...parted.quarantine];
  const mending = mendBars({ bars: parted.clean, quarantine: known }, repairs);
  const { bars: clean, quarantine } = mending;
  const log = new FindingLog();
  findGaps(log, clean.time, interval, hours);
  findOddStamps(log, clean.time, interval);
  const infers = repairs.includes('infer-splits');
  const { actions, inferred } = findSplits(log, clean, { ...context, infers });
  findStaleRuns(log, clean, { interval, hours });
  findVolumeless(log, clean);
  const mended = [...mending.mended, ...mendedSplits(symbol, inferred)];
  const health = summarise(symbol, clean, { quarantine, log, mended });
  return { clean, actions, quarantine, findings: log.findings, mended, health };
}

/** Jumps with the splits known, and where it is allowed with those that are sure. */
function findSplits(
  log: FindingLog,
  clean: BarTable,
  context: {
    readonly symbol: string;
    readonly interval: Interval;
    readonly actions: readonly CorporateAction[];
    readonly hours?: MarketHours | undefined;
    readonly infers: boolean;
  },
): { actions: readonly CorporateAction[]; inferred: readonly SuspectedSplit[] } {
  const { symbol, interval, hours, infers, actions } = context;
  const find = (to: FindingLog, known: readonly CorporateAction[]) => {
    const { splitRatio } = adjustmentFactors(clean, known, symbol);
    return findJumps(to, clean, { interval, hours, splitRatio });
  };
  const inferred = infers ? find(new FindingLog(), actions).filter(({ isSure }) => isSure) : [];
  const added = inferred.map(({ time, ratio }) => ({ time, kind: 'split' as const, value: ratio }));
  const all = [...actions, ...added].sort((a, b) => a.time - b.time);
  find(log, all);
  return { actions: added.length === 0 ? actions : all, inferred };
}

function mendedSplits(symbol: string, inferred: readonly SuspectedSplit[]): readonly Mended[] {
  if (inferred.length === 0) return [];
  const [{ time, ratio }] = inferred;
  const detail = `${Number(ratio.toPrecision(4))} new shares for one`;
  const place = `${symbol} ${dateText(time)}`;
  return [{ repair: 'infer-splits', count: inferred.length, place, detail }];
}

function summarise(
  symbol: string,
  { time }: BarTable,
  {
    quarantine,
    log,
    mended,
  }: {
    readonly quarantine: readonly QuarantinedBar[];
    readonly log: FindingLog;
    readonly mended: readonly Mended[];
  },
): DataHealth {
  const findings: Record<string, number> = {};
  for (const { code } of quarantine) findings[code] = (findings[code] ?? 0) + 1;
  for (const [code, count] of log.counts) findings[code] = count;
  const { gap: gaps = 0, ...others } = findings;
  const repaired = Object.fromEntries(mended.map(({ repair, count }) => [repair, count]));
  return {
    symbol,
    bars: time.length,
    quarantined: quarantine.length,
    gaps,
    findings: others,
    repaired,
  };
}
