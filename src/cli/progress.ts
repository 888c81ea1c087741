import { styleText } from 'node:util';
import type { Screen } from './screen.ts';

const BAR_WIDTH = 28;
const REDRAW_MS = 100;

/** Shows how far long work has come. */
export interface Progress {
  readonly update: (done: number, total: number) => void;
  readonly finish: () => void;
}

/** A bar with rate and time left on a terminal, a line every tenth elsewhere. */
export function progressOn(
  screen: Screen,
  label: string,
  unit: string,
  now: () => number,
): Progress {
  return screen.isTTY ? barProgress(screen, label, unit, now) : lineProgress(screen, label, unit);
}

function barProgress(screen: Screen, label: string, unit: string, now: () => number): Progress {
  const begun = now();
  let begunAt = 0;
  let drawnAt = Number.NEGATIVE_INFINITY;
  return {
    update(done, total) {
      const time = now();
      if (drawnAt === Number.NEGATIVE_INFINITY) begunAt = done;
      if (time - drawnAt < REDRAW_MS && done < total) return;
      drawnAt = time;
      const share = total > 0 ? done / total : 1;
      const perSecond = (done - begunAt) / Math.max(1e-3, (time - begun) / 1000);
      const figures = `${Math.floor(100 * share)}%${paceText(perSecond, total - done, unit)}`;
      const columns = screen.terminal.columns ?? 80;
      const width = Math.max(0, Math.min(BAR_WIDTH, columns - label.length - figures.length - 3));
      const filled = Math.round(share * width);
      const bar = `${inColour(screen, '█'.repeat(filled))}${'░'.repeat(width - filled)}`;
      screen.showLine(`${label} ${bar} ${figures}`);
    },
    finish: () => screen.clearLine(),
  };
}

function inColour(screen: Screen, text: string): string {
  return styleText('cyan', text, { stream: screen });
}

/** `  512 bars/s  3 s left`; nothing while there is no rate to tell. */
function paceText(perSecond: number, left: number, unit: string): string {
  if (!(perSecond > 0)) return '';
  const rate = perSecond < 10 ? perSecond.toPrecision(2) : perSecond.toFixed(0);
  return `  ${rate} ${unit}/s  ${durationText(left / perSecond)} left`;
}

/** `7 s`, `2 min 5 s`, `3 h 20 min`. */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function lineProgress(screen: Screen, label: string, unit: string): Progress {
  let tenth = 0;
  return {
    update(done, total) {
      const share = total > 0 ? done / total : 1;
      if (Math.floor(10 * share) <= tenth) return;
      tenth = Math.floor(10 * share);
      screen.write(`${label}: ${Math.floor(100 * share)}% (${done}/${total} ${unit})\n`);
    },
    finish: () => undefined,
  };
}
