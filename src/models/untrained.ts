/** The history is too short: bars one asset needs, and bars the longest one has. */
export interface TooFewBars {
  readonly kind: 'too-few';
  readonly needed: number;
  readonly available: number;
}

/** Training gave up: its loss or gradient was not finite so many times in a row. */
export interface Diverged {
  readonly kind: 'diverged';
  readonly badSteps: number;
  /** Steps done before. */
  readonly step: number;
}

/** Why there is no model, in words that follow its name. */
export function untrainedReason(outcome: TooFewBars | Diverged): string {
  return outcome.kind === 'too-few'
    ? `needs ${outcome.needed} bars of an asset to train, the longest has ${outcome.available}`
    : `diverged: ${outcome.badSteps} steps in a row after step ${outcome.step} were not finite; lower training.learningRate`;
}
