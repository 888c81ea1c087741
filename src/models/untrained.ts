/** The history is too short: bars one asset needs, and bars the longest one has. */
export interface TooFewBars {
  readonly kind: 'too-few';
  readonly needed: number;
  readonly available: number;
}

/** The history is long enough, yet there is not enough in it to learn from or to validate on. */
export interface TooFewExamples {
  readonly kind: 'too-few-examples';
  readonly training: number;
  readonly validation: number;
}

/** Training gave up: loss or gradient of its last steps, or all validation losses, were not finite. */
export interface Diverged {
  readonly kind: 'diverged';
  /** In a row, up to the end. */
  readonly badSteps: number;
  /** Steps taken, those included. */
  readonly step: number;
}

export type Untrained = TooFewBars | TooFewExamples | Diverged;

/** Why there is no model, in words that follow its name. */
export function untrainedReason(outcome: Untrained): string {
  switch (outcome.kind) {
    case 'too-few':
      return `needs ${outcome.needed} bars of an asset to train, the longest has ${outcome.available}`;
    case 'too-few-examples':
      return `finds ${outcome.training} examples to learn from and ${outcome.validation} to validate on: too few bars are known well enough, or shared by its assets where it needs all of them`;
    case 'diverged':
      return outcome.badSteps > 0
        ? `diverged: ${outcome.badSteps} steps in a row up to step ${outcome.step} were not finite; lower the learning rate`
        : `diverged: its validation loss was not finite in any of ${outcome.step} steps; lower the learning rate`;
  }
}
