import { type Interval, intervalMs } from '#base';
import { dateText } from '../date-text.ts';
import type { FindingLog } from './finding.ts';

const DAY_MS = 86_400_000;

/** Stamps that do not fit the interval: nearer than half of it, or daily and not at 00:00 UTC; a run of either is one finding. */
export function findOddStamps(log: FindingLog, time: Float64Array, interval: Interval): void {
  const step = intervalMs(interval);
  const rows = time.length;
  let closeSince = 0;
  let oddSince = 0;
  for (let row = 0; row <= rows; row++) {
    const isClose = row < rows && row > 0 && time[row] - time[row - 1] < step / 2;
    if (!isClose) {
      if (row - closeSince > 1) tellClose(log, time, interval, { first: closeSince + 1, end: row });
      closeSince = row;
    }
    const isOdd = row < rows && step >= DAY_MS && time[row] % DAY_MS !== 0;
    if (!isOdd) {
      if (row > oddSince) tellOdd(log, time, { first: oddSince, end: row });
      oddSince = row + 1;
    }
  }
}

interface Run {
  readonly first: number;
  readonly end: number;
}

function tellClose(log: FindingLog, time: Float64Array, interval: Interval, { first, end }: Run) {
  const span = { time: time[first], until: time[end - 1], bars: end - first };
  log.add({ code: 'too-close', ...span }, () => {
    const pair = `${dateText(time[first - 1])} and ${dateText(time[first])}`;
    const others = end - first > 1 ? `, and ${end - first - 1} more after them,` : '';
    return `${pair}${others} lie too close for ${interval} bars`;
  });
}

function tellOdd(log: FindingLog, time: Float64Array, { first, end }: Run) {
  const span = { time: time[first], until: time[end - 1], bars: end - first };
  log.add({ code: 'off-midnight', ...span }, () => {
    const others = end - first > 1 ? `, and of ${end - first - 1} more after it,` : '';
    return `${dateText(time[first])}${others} is not the 00:00 UTC that stamps a day`;
  });
}
