import type { QuantError } from '#base';
import { parsedArguments, usageError } from '../usage.ts';
import type { SplitRule } from './split-rows.ts';

export interface ForecastOptions {
  readonly file: string;
  readonly inputBars: number;
  readonly horizonBars: number;
  readonly epochs: number;
  readonly seeds: readonly number[];
  /** Null leaves the choice to validation. */
  readonly width: number | null;
  /** Null is what is customary for a file of this name. */
  readonly split: SplitRule | null;
  readonly json: boolean;
}

const USAGE =
  'forecast FILE.csv [--input 96] [--horizon 96] [--epochs 10] [--seed 1] [--seeds 1] [--width N] [--split ett|ratio] [--json]';

const FLAGS = {
  input: { type: 'string', default: '96' },
  horizon: { type: 'string', default: '96' },
  epochs: { type: 'string', default: '10' },
  seed: { type: 'string', default: '1' },
  seeds: { type: 'string', default: '1' },
  width: { type: 'string' },
  split: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

/** Heads of the network, which its width must be a multiple of. */
const HEADS = 8;

/** @throws cli/usage */
export function parseForecastOptions(args: readonly string[]): ForecastOptions {
  const { values, positionals } = parsedArguments(args, FLAGS, USAGE);
  if (positionals.length !== 1) {
    throw refused(`The study forecast needs one file and got ${positionals.length}`);
  }
  const { width, split, json } = values;
  const seed = wholeNumber('seed', values.seed, 0);
  const seeds = wholeNumber('seeds', values.seeds, 1);
  return {
    file: positionals[0],
    inputBars: wholeNumber('input', values.input, 1),
    horizonBars: wholeNumber('horizon', values.horizon, 1),
    epochs: wholeNumber('epochs', values.epochs, 1),
    seeds: Array.from({ length: seeds }, (_, at) => seed + at),
    width: width === undefined ? null : widthOf(width),
    split: split === undefined ? null : splitOf(split),
    json,
  };
}

function wholeNumber(flag: string, text: string, least: number): number {
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value >= least) return value;
  throw refused(`--${flag} is a whole number from ${least}, not ${JSON.stringify(text)}`);
}

function widthOf(text: string): number {
  const width = wholeNumber('width', text, HEADS);
  if (width % HEADS === 0) return width;
  throw refused(`--width is a multiple of ${HEADS}, the number of heads, not ${text}`);
}

function splitOf(text: string): SplitRule {
  if (text === 'ett' || text === 'ratio') return text;
  throw refused(`--split is ett or ratio, not ${JSON.stringify(text)}`);
}

function refused(what: string): QuantError {
  return usageError(what, USAGE);
}
