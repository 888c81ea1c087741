import { styleText } from 'node:util';

const BAR_WIDTH = 28;
const REDRAW_MS = 100;

/** Shows how far long work has come. */
export interface Progress {
  update(done: number, total: number, note?: string): void;
  finish(): void;
}

/** A bar with rate and time left on a terminal, a line every tenth elsewhere. */
export function progressOn(
  stream: NodeJS.WriteStream,
  label: string,
  unit: string,
  now: () => number,
): Progress {
  return stream.isTTY ? barProgress(stream, label, unit, now) : lineProgress(stream, label, unit);
}

function barProgress(
  stream: NodeJS.WriteStream,
  label: string,
  unit: string,
  now: () => number,
): Progress {
  const begun = now();
  let drawnAt = Number.NEGATIVE_INFINITY;
  let isDrawn = false;
  return {
    update(done, total, note = '') {
      const time = now();
      if (time - drawnAt < REDRAW_MS && done < total) return;
      drawnAt = time;
      isDrawn = true;
      const share = total > 0 ? done / total : 1;
      const filled = Math.round(share * BAR_WIDTH);
      const bar = styleText('cyan', '█'.repeat(filled)) + '░'.repeat(BAR_WIDTH - filled);
      const seconds = Math.max(1e-3, (time - begun) / 1000);
      const rate = done / seconds;
      const left = rate > 0 ? `${((total - done) / rate).toFixed(0)} s left` : '';
      const speed = `${rate.toFixed(0)} ${unit}/s`;
      stream.write(
        `\r\u001b[2K${label} ${bar} ${(100 * share).toFixed(0)}%  ${speed}  ${left} ${note}`,
      );
    },
    finish() {
      if (isDrawn) stream.write('\r\u001b[2K');
    },
  };
}

function lineProgress(stream: NodeJS.WriteStream, label: string, unit: string): Progress {
  let tenth = 0;
  return {
    update(done, total, note = '') {
      const reached = total > 0 ? Math.floor((10 * done) / total) : 10;
      if (reached <= tenth) return;
      tenth = reached;
      stream.write(`${label}: ${10 * reached}% (${done}/${total} ${unit}) ${note}`.trimEnd());
      stream.write('\n');
    },
    finish: () => undefined,
  };
}
