import type { Axis, ValueFormat } from './chart.ts';

/** A place on an axis and what is written there. */
export interface Tick {
  readonly at: number;
  readonly label: string;
}

/*
 * The page's script holds the text of these functions, so that a zoomed axis is written as the first one
 * was: each uses nothing but its arguments and the others in AXIS_FUNCTIONS.
 */

/** Text of a value; on an axis `step`, the distance of its ticks, decides the digits. */
function valueText(value: number, format: ValueFormat, step?: number): string {
  const written = (size: number, digits: number): string => {
    const text = Math.abs(size).toLocaleString('en-US', {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    return size < 0 && /[1-9]/.test(text) ? `−${text}` : text;
  };
  const digitsOf = (apart: number): number =>
    Math.min(8, Math.max(0, -Math.floor(Math.log10(apart) + 1e-9)));
  if (step !== undefined && value === 0) return format === 'percent' ? '0%' : '0';
  if (format === 'percent') {
    if (step !== undefined) return `${written(value * 100, digitsOf(step * 100))}%`;
    return `${written(value * 100, Math.abs(value) >= 0.001 || value === 0 ? 1 : 3)}%`;
  }
  if (format === 'count') return written(value, 0);
  if (format === 'ratio') return written(value, step === undefined ? 2 : digitsOf(step));
  if (step !== undefined) {
    if (step >= 1e6) return `${written(value / 1e6, 0)}M`;
    if (step >= 1e3) return `${written(value / 1e3, 0)}k`;
    return written(value, digitsOf(step));
  }
  if (format === 'amount') return written(value, Math.abs(value) >= 1000 ? 0 : 2);
  const magnitude = Math.floor(Math.log10(Math.abs(value) || 1));
  return written(value, Math.min(8, Math.max(2, 5 - magnitude)));
}

/** Round values between two others, 1, 2 or 5 times a power of ten apart. */
function numberTicks(low: number, high: number, most: number, format: ValueFormat): Tick[] {
  // Ends that differ by rounding alone have no round values between them.
  if (!(high - low > 1e-9 * Math.max(Math.abs(low), Math.abs(high)))) {
    return [{ at: low, label: valueText(low, format) }];
  }
  const least = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(least));
  const times = [1, 2, 5, 10].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10;
  const step = Math.max(times * power, format === 'count' ? 1 : 0);
  const ticks: Tick[] = [];
  for (let at = Math.ceil(low / step - 1e-9); at * step <= high + step * 1e-9; at++) {
    ticks.push({ at: at * step, label: valueText(at * step, format, step) });
  }
  return ticks;
}

/** Round values for a logarithmic axis; `low` and `high` are positive. */
function logTicks(low: number, high: number, most: number, format: ValueFormat): Tick[] {
  const decades = Math.log10(high / low);
  if (decades < 0.5) return numberTicks(low, high, most, format);
  const factors = decades < 2 ? [1, 2, 3, 5] : decades < 4 ? [1, 3] : [1];
  const ticks: Tick[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    for (const factor of factors) {
      const at = factor * 10 ** power;
      const step = at >= 1e6 ? 1e6 : at >= 1e3 ? 1e3 : 10 ** power;
      if (at >= low && at <= high) ticks.push({ at, label: valueText(at, format, step) });
    }
  }
  return ticks;
}

/** Starts of years, months, days or hours, whichever are few enough; UTC. */
function timeTicks(low: number, high: number, most: number): Tick[] {
  const dayMs = 86_400_000;
  const names = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
  const date = new Date(low);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const monthsApart = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600].find(
    (months) => (high - low) / (months * 30.44 * dayMs) <= most,
  );
  const ticks: Tick[] = [];
  if (monthsApart !== undefined && (high - low) / (30.44 * dayMs) > 4) {
    const first = Math.floor((year * 12 + month) / monthsApart) * monthsApart;
    for (let at = first; ; at += monthsApart) {
      const [inYear, inMonth] = [Math.floor(at / 12), at % 12];
      const stamp = Date.UTC(inYear, inMonth);
      if (stamp > high) return ticks;
      const label = inMonth === 0 ? String(inYear) : `${names[inMonth]} ${inYear}`;
      if (stamp >= low) ticks.push({ at: stamp, label });
    }
  }
  const hourMs = 3_600_000;
  const apart =
    [1 / 60, 1 / 12, 1 / 4, 1, 3, 6, 12, 24, 48, 72, 120, 168, 336].find(
      (hours) => (high - low) / (hours * hourMs) <= most,
    ) ?? 336;
  const stepMs = apart * hourMs;
  for (let at = Math.ceil(low / stepMs) * stepMs; at <= high; at += stepMs) {
    const day = new Date(at);
    const clock = day.toISOString().slice(11, 16);
    const label = at % dayMs === 0 ? `${day.getUTCDate()} ${names[day.getUTCMonth()]}` : clock;
    ticks.push({ at, label });
  }
  return ticks;
}

/** Ticks of an axis between two values, which need not be its ends. */
function axisTicks(
  { kind, format }: Pick<Axis, 'kind' | 'format'>,
  low: number,
  high: number,
  most: number,
): Tick[] {
  if (kind === 'time') return timeTicks(low, high, most);
  return kind === 'log' ? logTicks(low, high, most, format) : numberTicks(low, high, most, format);
}

/** A value's place on an axis that goes from `low` to `high`, 0…1 between them. */
function placeOn(kind: Axis['kind'], low: number, high: number, value: number): number {
  return kind === 'log'
    ? Math.log(value / low) / Math.log(high / low)
    : (value - low) / (high - low);
}

/** The functions above as the page's script holds them. */
export const AXIS_FUNCTIONS = [valueText, numberTicks, logTicks, timeTicks, axisTicks, placeOn];

export { axisTicks, placeOn };
