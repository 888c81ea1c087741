import type { Clock } from '#base';
import type { TrainingProgress } from '#models';
import { durationText } from './progress.ts';
import type { Screen } from './screen.ts';

const REDRAW_MS = 100;
/** Between plain lines about one long fit. */
const PLAIN_LINE_MS = 30_000;
const DEFAULT_COLUMNS = 80;

export interface TrainingProgressOptions {
  readonly screen: Screen;
  readonly clock: Clock;
  /** Kinds of models to be trained. */
  readonly models: number;
  /** Times each of them is fitted. */
  readonly fits: number;
}

/** A piece of the line; those of little weight are left out where a line is too narrow for all. */
interface Part {
  readonly text: string;
  readonly weight: number;
}

/** One network in training: its first report to count from, and its lowest validation loss. */
interface Network {
  readonly begunAt: number;
  readonly examplesBefore: number;
  readonly newest: TrainingProgress;
  readonly bestLoss: number | null;
}

/**
 * How far the training of several models has come: on a terminal one line that changes, elsewhere a
 * plain line at first, every tenth of the fits, and now and then in between.
 *
 * `train 35%  transformer 3/6  epoch 4/20  loss 0.4987 (best 0.4991)  5,120 windows/s  1 min 20 s left`
 *
 * The share is that of all fits. The loss is that of the newest step, the best one the lowest
 * validation loss of the fit so far, and the time left is that of this fit, if it does not stop early.
 */
export class TrainingProgressLine {
  readonly #options: TrainingProgressOptions;
  #modelsBegun = 0;
  #model = '';
  /** Of this model. */
  #fitsDone = 0;
  #network: Network | null = null;
  #shownAt = Number.NEGATIVE_INFINITY;
  #tenth = -1;

  constructor(options: TrainingProgressOptions) {
    this.#options = options;
  }

  /** The next kind of model is about to be fitted; what the one before has not done, it never will. */
  begin(model: string): void {
    this.#modelsBegun++;
    this.#model = model;
    this.#fitsDone = 0;
    this.#network = null;
    this.#show(true);
  }

  /** One fit of this model is done. Other events get their turn: Ctrl+C is heard. */
  async fitted(): Promise<void> {
    this.#fitsDone++;
    this.#network = null;
    this.#show(true);
    await this.#options.clock.sleep(0);
  }

  /** For `TrainingServices`. Other events get their turn: Ctrl+C is heard. */
  readonly onProgress = async (progress: TrainingProgress): Promise<void> => {
    this.#network = follow(this.#network, progress, this.#options.clock.now());
    this.#show(false);
    await this.#options.clock.sleep(0);
  };

  finish(): void {
    this.#options.screen.clearLine();
  }

  #show(isNews: boolean): void {
    const { screen, clock, models, fits } = this.#options;
    const time = clock.now();
    const share = ((this.#modelsBegun - 1) * fits + this.#fitsDone) / (models * fits);
    const fit = `${this.#model} ${Math.min(this.#fitsDone + 1, fits)}/${fits}`;
    const percent = `${Math.floor(100 * share)}%`;
    const parts = this.#network === null ? [] : networkParts(this.#network, time);
    if (screen.isTTY) {
      if (!isNews && time - this.#shownAt < REDRAW_MS) return;
      const head = { text: `train ${percent}  ${fit}`, weight: Number.POSITIVE_INFINITY };
      screen.showLine(fitting([head, ...parts], screen.terminal.columns ?? DEFAULT_COLUMNS));
    } else {
      const tenth = Math.floor(10 * share);
      const isLate = time - this.#shownAt >= PLAIN_LINE_MS;
      if (tenth <= this.#tenth && !isLate) return;
      this.#tenth = tenth;
      screen.write(`train: ${percent} (${fit}${textOf(parts)})\n`);
    }
    this.#shownAt = time;
  }
}

/** Another network has begun where the name changes or the count goes back. */
function follow(before: Network | null, newest: TrainingProgress, time: number): Network {
  const continues =
    before !== null &&
    before.newest.model === newest.model &&
    before.newest.examplesDone <= newest.examplesDone;
  const known = continues
    ? before
    : { begunAt: time, examplesBefore: newest.examplesDone, bestLoss: null };
  const losses = [known.bestLoss, newest.validationLoss].filter((loss) => loss !== null);
  return { ...known, newest, bestLoss: losses.length > 0 ? Math.min(...losses) : null };
}

function networkParts({ begunAt, examplesBefore, newest, bestLoss }: Network, time: number) {
  const { epoch, epochs, loss, examplesDone, examplesTotal } = newest;
  const parts: Part[] = [
    { text: `  epoch ${Math.min(epoch + 1, epochs)}/${epochs}`, weight: 3 },
    { text: `  loss ${lossText(loss)}`, weight: 4 },
  ];
  if (bestLoss !== null) parts.push({ text: ` (best ${lossText(bestLoss)})`, weight: 1 });
  const seconds = (time - begunAt) / 1000;
  const perSecond = seconds > 0 ? (examplesDone - examplesBefore) / seconds : 0;
  if (perSecond > 0) {
    const left = durationText((examplesTotal - examplesDone) / perSecond);
    parts.push({ text: `  ${rateText(perSecond)} windows/s`, weight: 0 });
    parts.push({ text: `  ${left} left`, weight: 2 });
  }
  return parts;
}

function lossText(loss: number): string {
  return loss.toPrecision(4);
}

function rateText(perSecond: number): string {
  return perSecond < 10 ? perSecond.toPrecision(2) : Math.round(perSecond).toLocaleString('en-US');
}

function textOf(parts: readonly Part[]): string {
  return parts.map(({ text }) => text).join('');
}

/** The parts that fit in a line, without its last column, where a cursor stands. */
function fitting(parts: readonly Part[], columns: number): string {
  let kept = parts;
  for (;;) {
    const line = textOf(kept);
    if (line.length < columns) return line;
    if (kept.length === 1) return `${line.slice(0, Math.max(0, columns - 2))}…`;
    const least = Math.min(...kept.map(({ weight }) => weight));
    kept = kept.filter(({ weight }) => weight > least);
  }
}
