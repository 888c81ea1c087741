import type { QuantError } from '#base';
import { parsedArguments, usageError } from '../usage.ts';
import type { SegmentationPrior } from './most-probable-segmentation.ts';

export interface ChangepointOptions {
  readonly files: readonly string[];
  readonly prior: SegmentationPrior;
  /** Also the best of the benchmark's grid of priors, judged by the annotations. */
  readonly oracle: boolean;
  readonly annotations: string | null;
  /** Name of the series among the annotations; null is the file's name. */
  readonly name: string | null;
  readonly json: boolean;
}

const USAGE =
  'changepoint FILE… [--expected-run 100] [--kappa 1] [--alpha 1] [--beta 1] [--annotations FILE.json] [--name NAME] [--oracle] [--json]';

/** Defaults are those of the benchmark for standardised series; returns have their own in the settings. */
const FLAGS = {
  'expected-run': { type: 'string', default: '100' },
  kappa: { type: 'string', default: '1' },
  alpha: { type: 'string', default: '1' },
  beta: { type: 'string', default: '1' },
  annotations: { type: 'string' },
  name: { type: 'string' },
  oracle: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

/** @throws cli/usage */
export function parseChangepointOptions(args: readonly string[]): ChangepointOptions {
  const { values, positionals } = parsedArguments(args, FLAGS, USAGE);
  const { annotations = null, name = null, oracle, json } = values;
  if (positionals.length === 0) throw refused('The study changepoint needs a file');
  if (name !== null && positionals.length > 1) {
    throw refused(`--name is for one file, not ${positionals.length}`);
  }
  if (oracle && annotations === null) throw refused('--oracle needs --annotations to judge by');
  return {
    files: positionals,
    prior: {
      expectedRun: above('expected-run', values['expected-run'], 1),
      kappa: above('kappa', values.kappa, 0),
      alpha: above('alpha', values.alpha, 0),
      beta: above('beta', values.beta, 0),
    },
    oracle,
    annotations,
    name,
    json,
  };
}

function above(flag: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() !== '' && value > least && value <= 1e6) return value;
  throw refused(
    `--${flag} is a number above ${least} and up to 1000000, not ${JSON.stringify(text)}`,
  );
}

function refused(what: string): QuantError {
  return usageError(what, USAGE);
}
