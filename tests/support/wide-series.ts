import { Random } from '#base';
import type { WideSeries } from '../../studies/forecast/wide-csv.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Seven hourly channels: a day and a week in each, of its own size and phase, about a slow common
 * drift, with noise that lasts for some hours.
 */
export function seasonalSeries(seed: number, rows: number): WideSeries {
  const random = Random.stream(seed, 'seasonal series');
  const width = 7;
  const shapes = Array.from({ length: width }, () => ({
    day: 0.4 + random.uniform(),
    dayPhase: random.uniform() * 2 * Math.PI,
    week: 0.2 + 0.4 * random.uniform(),
    weekPhase: random.uniform() * 2 * Math.PI,
    drift: random.normal(),
    noise: 0.3 + 0.4 * random.uniform(),
    memory: 0.7 + 0.25 * random.uniform(),
  }));
  const noise = new Float64Array(width);
  let drift = 0;
  const values = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++) {
    drift = 0.999 * drift + 0.04 * random.normal();
    for (const [channel, shape] of shapes.entries()) {
      const shock = Math.sqrt(1 - shape.memory ** 2) * shape.noise * random.normal();
      noise[channel] = shape.memory * noise[channel] + shock;
      const day = shape.day * Math.sin((2 * Math.PI * row) / 24 + shape.dayPhase);
      const week = shape.week * Math.sin((2 * Math.PI * row) / 168 + shape.weekPhase);
      values[row * width + channel] = 10 + day + week + shape.drift * drift + noise[channel];
    }
  }
  return { channels: names(width), rows, times: clock(rows, HOUR_MS), values };
}

/** Eight daily random walks with a common part: no forecast beats the last value. */
export function randomWalks(seed: number, rows: number): WideSeries {
  const random = Random.stream(seed, 'random walks');
  const width = 8;
  const levels = Array.from({ length: width }, () => 0.2 + random.uniform());
  const logs = levels.map(Math.log);
  const values = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const common = random.normal();
    for (let channel = 0; channel < width; channel++) {
      logs[channel] += 0.006 * (0.5 * common + 0.866 * random.normal());
      values[row * width + channel] = Math.exp(logs[channel]);
    }
  }
  return { channels: names(width), rows, times: clock(rows, DAY_MS), values };
}

/** As a file, with `date` first. */
export function wideCsv({ channels, rows, times, values }: WideSeries): string {
  const lines = [['date', ...channels].join(',')];
  for (let row = 0; row < rows; row++) {
    const stamp = new Date(times?.[row] ?? 0).toISOString().slice(0, 19).replace('T', ' ');
    const numbers = values.subarray(row * channels.length, (row + 1) * channels.length);
    lines.push([stamp, ...Array.from(numbers, (value) => value.toFixed(6))].join(','));
  }
  return `${lines.join('\n')}\n`;
}

function names(width: number): string[] {
  return Array.from({ length: width }, (_, at) => `c${at + 1}`);
}

function clock(rows: number, step: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => Date.UTC(2010, 0, 1) + row * step);
}
