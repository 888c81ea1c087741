import { type BarTable, intervalMs, type Interval } from '#base';
import { dateText } from '../date-text.ts';
import type { Finding } from './finding.ts';

const DAY_MS = 86_400_000;

/** Bars alike in all prices before a feed is thought to have stopped. */
const STALE_BARS = 5;

/** Runs of five or more bars with the same four prices, one finding a run. */
export function findStaleRuns({ time, open, high, low, close }: BarTable): Finding[] {
  const findings: Finding[] = [];
  let since = 0;
  for (let row = 1; row <= time.length; row++) {
    const same =
      row < time.length &&
      close[row] === close[row - 1] &&
      open[row] === open[row - 1] &&
      high[row] === high[row - 1] &&
      low[row] === low[row - 1];
    if (same) continue;
    if (row - since >= STALE_BARS) {
      const detail = `${row - since} bars alike at close ${close[since]} from ${dateText(time[since])}`;
      findings.push({ code: 'stale', time: time[since], detail });
    }
    since = row;
  }
  return findings;
}

/** Runs of bars without volume, one finding a run; a single one when the source has no volume at all. */
export function findVolumeless({ time, volume }: BarTable): Finding[] {
  const findings: Finding[] = [];
  let since = 0;
  for (let row = 0; row <= time.length; row++) {
    if (volume[row] === 0) continue;
    if (row > since) {
      const detail = `${row - since} bars without volume from ${dateText(time[since])}`;
      findings.push({ code: 'zero-volume', time: time[since], detail });
    }
    since = row + 1;
  }
  const [first] = findings;
  if (time.length === 0 || volume.some((traded) => traded > 0)) return findings;
  return [{ ...first, code: 'no-volume', detail: `none of ${time.length} bars has a volume` }];
}

/** Stamps that do not fit the interval: nearer than half of it, or daily and not at 00:00 UTC. */
export function findOddStamps(time: Float64Array, interval: Interval): Finding[] {
  const findings: Finding[] = [];
  const step = intervalMs(interval);
  for (let row = 0; row < time.length; row++) {
    if (row > 0 && time[row] - time[row - 1] < step / 2) {
      const detail = `${dateText(time[row - 1])} and ${dateText(time[row])} lie too close for ${interval} bars`;
      findings.push({ code: 'too-close', time: time[row], detail });
    }
    if (step >= DAY_MS && time[row] % DAY_MS !== 0) {
      const detail = `${dateText(time[row])} is not the 00:00 UTC that stamps a day`;
      findings.push({ code: 'off-midnight', time: time[row], detail });
    }
  }
  return findings;
}
