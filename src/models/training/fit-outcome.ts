import type { Logger } from '#base';
import { type Course, stepsTaken } from './course.ts';
import type { FitRecord } from './fit-record.ts';

/** What came of one training. */
export type FitOutcome =
  | {
      readonly kind: 'fitted';
      /** Completed. */
      readonly epochs: number;
      /** Counted from 1; 0 is what training started from. */
      readonly bestEpoch: number;
      /** Mean over each epoch's steps, with dropout; NaN for an epoch without an applied one. */
      readonly trainingLosses: readonly number[];
      /** After each epoch, without dropout; none without validation examples. */
      readonly validationLosses: readonly number[];
      /** Left out because loss or gradient was not finite. */
      readonly skippedSteps: number;
    }
  | {
      /** Too many steps in a row, or all validation losses, were not finite. */
      readonly kind: 'diverged';
      /** In a row, up to the end. */
      readonly badSteps: number;
      /** Steps taken. */
      readonly step: number;
    };

/** What came of a run that is over, told in the log where something went wrong. */
export function concludeFit<Input extends string>(
  course: Course<Input>,
  record: FitRecord,
  { model, logger }: { readonly model: string; readonly logger: Logger },
): FitOutcome {
  const { epoch, bestEpoch, trainingLosses, validationLosses } = record;
  const { skippedSteps, badStepsInRow: badSteps } = record;
  const step = stepsTaken(course, record);
  const unvalidated = course.validation !== null && record.bestLoss === null;
  if (!record.finished || unvalidated) {
    const what = record.finished
      ? `the validation loss was not finite after any of ${epoch} epochs`
      : `loss or gradient was not finite in ${badSteps} steps in a row`;
    logger.error(
      `Training '${model}' diverged: ${what}, up to step ${step}; look for NaN in its inputs, or lower the learning rate`,
      { step, badSteps, skippedSteps },
    );
    return { kind: 'diverged', badSteps, step };
  }
  if (skippedSteps > 0) {
    logger.warn(
      `Training '${model}' left out ${skippedSteps} of ${step} steps whose loss or gradient was not finite`,
      { skippedSteps, step },
    );
  }
  return {
    kind: 'fitted',
    epochs: epoch,
    bestEpoch,
    trainingLosses,
    validationLosses,
    skippedSteps,
  };
}
