import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { durationText, progressOn } from './progress.ts';
import { Screen } from './screen.ts';

class Recorder {
  readonly isTTY: boolean;
  readonly columns = 60;
  text = '';

  constructor(isTTY: boolean) {
    this.isTTY = isTTY;
  }

  write(text: string): void {
    this.text += text;
  }

  /** What a reader of the terminal sees in the end, colours aside. */
  get shown(): string {
    const lines = this.text.split('\n').map((line) => line.split('\r\u001b[2K').at(-1));
    return stripVTControlCharacters(lines.join('\n'));
  }
}

describe('progress on a terminal', () => {
  it('is one line with share, rate and time left, and gone when finished', () => {
    const terminal = new Recorder(true);
    let now = 0;
    const progress = progressOn(new Screen(terminal), 'train', 'bars', () => now);
    progress.update(0, 200);
    now = 2000;
    progress.update(50, 200);
    expect(terminal.shown).toBe('train ███████░░░░░░░░░░░░░░░░░░░░░ 25%  25 bars/s  6 s left');
    expect(terminal.shown.length).toBeLessThanOrEqual(terminal.columns);
    progress.finish();
    expect(terminal.shown).toBe('');
  });

  it('is not drawn more than ten times a second, but always at the end', () => {
    const terminal = new Recorder(true);
    let now = 0;
    const progress = progressOn(new Screen(terminal), 'train', 'bars', () => now);
    for (let done = 1; done <= 1000; done++) {
      now += 1;
      progress.update(done, 1000);
    }
    expect(terminal.text.split('\r').length).toBeLessThan(15);
    expect(terminal.shown).toMatch(/100% /);
  });

  it('counts only what was done since it began: a resumed run is no faster', () => {
    const terminal = new Recorder(true);
    let now = 0;
    const progress = progressOn(new Screen(terminal), 'live', 'bars', () => now);
    progress.update(900, 1000);
    now = 1000;
    progress.update(910, 1000);
    expect(terminal.shown).toContain('10 bars/s  9 s left');
  });

  it('leaves log lines whole, above it', () => {
    const terminal = new Recorder(true);
    const screen = new Screen(terminal);
    const progress = progressOn(screen, 'live', 'bars', () => 0);
    progress.update(1, 2);
    screen.write('WARN: mind\n');
    expect(terminal.shown).toMatch(/^WARN: mind\nlive █+░+ 50%/);
    progress.finish();
    expect(terminal.shown).toBe('WARN: mind\n');
  });
});

describe('progress elsewhere', () => {
  it('is a plain line every tenth', () => {
    const pipe = new Recorder(false);
    const progress = progressOn(new Screen(pipe), 'train', 'models', () => 0);
    for (let done = 0; done <= 40; done++) progress.update(done, 40);
    progress.finish();
    const lines = pipe.text.trimEnd().split('\n');
    expect(lines).toHaveLength(10);
    expect(lines[0]).toBe('train: 10% (4/40 models)');
    expect(pipe.text).not.toContain('\u001b');
    expect(lines.at(-1)).toBe('train: 100% (40/40 models)');
  });

  it('of nothing is all of it', () => {
    const pipe = new Recorder(false);
    progressOn(new Screen(pipe), 'train', 'models', () => 0).update(0, 0);
    expect(pipe.text).toBe('train: 100% (0/0 models)\n');
  });
});

it.each([
  [0.4, '0 s'],
  [59.4, '59 s'],
  [59.6, '1 min 0 s'],
  [3599, '59 min 59 s'],
  [7320, '2 h 2 min'],
])('%d seconds are %s', (seconds, text) => expect(durationText(seconds)).toBe(text));
