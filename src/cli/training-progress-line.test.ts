import { describe, expect, it } from 'vitest';
import type { Clock } from '#base';
import type { TrainingProgress } from '#models';
import { Screen } from './screen.ts';
import { TrainingProgressLine } from './training-progress-line.ts';

/** What redraws a line. */
const CLEAR = '\r\u001b[2K';

class Recorder {
  readonly isTTY: boolean;
  readonly columns: number;
  text = '';

  constructor(isTTY: boolean, columns = 120) {
    this.isTTY = isTTY;
    this.columns = columns;
  }

  write(text: string): void {
    this.text += text;
  }

  /** What a reader of the terminal sees now. */
  get shown(): string {
    return this.text.split(CLEAR).at(-1) ?? '';
  }
}

class FakeClock implements Clock {
  time = 0;
  turns = 0;

  now(): number {
    return this.time;
  }

  async sleep(): Promise<void> {
    this.turns++;
  }
}

const report = (changes: Partial<TrainingProgress> = {}): TrainingProgress => ({
  model: 'transformer',
  epoch: 3,
  epochs: 20,
  examplesDone: 0,
  examplesTotal: 500_000,
  loss: 0.49871,
  validationLoss: null,
  ...changes,
});

function lineOn(recorder: Recorder, models = 1) {
  const clock = new FakeClock();
  const line = new TrainingProgressLine({ screen: new Screen(recorder), clock, models, fits: 6 });
  return { clock, line };
}

/** Two fits done, and the third one 10 s and two reports old. */
async function thirdFit(recorder: Recorder) {
  const { clock, line } = lineOn(recorder);
  line.begin('transformer');
  await line.fitted();
  await line.fitted();
  await line.onProgress(report({ examplesDone: 39_200, validationLoss: 0.4991 }));
  clock.time = 10_000;
  await line.onProgress(report({ examplesDone: 90_400, validationLoss: 0.5 }));
  return { clock, line };
}

describe('training progress on a terminal', () => {
  it('is one line with fit, epoch, losses, rate and time left, and gone when finished', async () => {
    const terminal = new Recorder(true);
    const { line } = await thirdFit(terminal);
    expect(terminal.shown).toBe(
      'train 33%  transformer 3/6  epoch 4/20  loss 0.4987 (best 0.4991)  5,120 windows/s  1 min 20 s left',
    );
    expect(terminal.text).not.toContain('\n');
    line.finish();
    expect(terminal.shown).toBe('');
  });

  it.each([
    [90, 'train 33%  transformer 3/6  epoch 4/20  loss 0.4987 (best 0.4991)  1 min 20 s left'],
    [80, 'train 33%  transformer 3/6  epoch 4/20  loss 0.4987  1 min 20 s left'],
    [60, 'train 33%  transformer 3/6  epoch 4/20  loss 0.4987'],
    [44, 'train 33%  transformer 3/6  loss 0.4987'],
    [20, 'train 33%  transfo…'],
  ])(
    'leaves out what does not fit in %d columns, least important first',
    async (columns, shown) => {
      const terminal = new Recorder(true, columns);
      await thirdFit(terminal);
      expect(terminal.shown).toBe(shown);
      const lines = terminal.text.split(CLEAR);
      expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(columns);
    },
  );

  it('counts rate and best loss from the beginning of each network', async () => {
    const terminal = new Recorder(true);
    const { clock, line } = await thirdFit(terminal);
    await line.fitted();
    expect(terminal.shown).toBe('train 50%  transformer 4/6');
    clock.time = 100_000;
    await line.onProgress(report({ examplesDone: 1000, validationLoss: 0.7 }));
    clock.time = 101_000;
    await line.onProgress(report({ examplesDone: 3000, validationLoss: 0.6 }));
    expect(terminal.shown).toContain('(best 0.6000)  2,000 windows/s');
    // The next member of an ensemble begins at 0 again.
    clock.time = 102_000;
    await line.onProgress(report({ examplesDone: 0 }));
    clock.time = 103_000;
    await line.onProgress(report({ examplesDone: 7 }));
    expect(terminal.shown).toContain('loss 0.4987  7.0 windows/s');
  });

  it('is not drawn more than ten times a second', async () => {
    const terminal = new Recorder(true);
    const { clock, line } = lineOn(terminal);
    line.begin('lstm');
    for (let step = 1; step <= 1000; step++) {
      clock.time = step;
      await line.onProgress(report({ examplesDone: step, loss: 1 / step }));
    }
    expect(terminal.text.split(CLEAR).length).toBeLessThan(13);
    expect(terminal.shown).toMatch(/1,000 windows\/s/);
  });

  it('tells the share of all fits, those never done of a skipped model included', async () => {
    const terminal = new Recorder(true);
    const { line } = lineOn(terminal, 4);
    line.begin('momentum');
    expect(terminal.shown).toBe('train 0%  momentum 1/6');
    line.begin('ridge');
    expect(terminal.shown).toBe('train 25%  ridge 1/6');
    for (let fit = 0; fit < 6; fit++) await line.fitted();
    expect(terminal.shown).toBe('train 50%  ridge 6/6');
  });
});

describe('training progress elsewhere', () => {
  it('is a plain line at first, every tenth of the fits, and every 30 s of a long one', async () => {
    const pipe = new Recorder(false);
    const { clock, line } = lineOn(pipe, 2);
    line.begin('ridge');
    for (let fit = 0; fit < 6; fit++) await line.fitted();
    line.begin('lstm');
    for (let second = 0; second < 65; second++) {
      clock.time = second * 1000;
      await line.onProgress(
        report({ model: 'lstm', examplesDone: second * 100, examplesTotal: 10_000 }),
      );
    }
    line.finish();
    expect(pipe.text.trimEnd().split('\n')).toEqual([
      'train: 0% (ridge 1/6)',
      'train: 16% (ridge 3/6)',
      'train: 25% (ridge 4/6)',
      'train: 33% (ridge 5/6)',
      'train: 41% (ridge 6/6)',
      'train: 50% (ridge 6/6)',
      'train: 50% (lstm 1/6  epoch 4/20  loss 0.4987  100 windows/s  1 min 10 s left)',
      'train: 50% (lstm 1/6  epoch 4/20  loss 0.4987  100 windows/s  40 s left)',
    ]);
    expect(pipe.text).not.toContain('\u001b');
  });
});

it('gives other events their turn at every report', async () => {
  const { clock, line } = lineOn(new Recorder(false));
  line.begin('lstm');
  for (let step = 0; step < 10; step++) await line.onProgress(report());
  await line.fitted();
  expect(clock.turns).toBe(11);
});
