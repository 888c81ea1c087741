import type { StepReport } from '#tensor';

/** How far a fit has come and what it has seen, without its weights. */
export interface FitRecord {
  /** Completed. */
  readonly epoch: number;
  /** Taken in the epoch that is not completed. */
  readonly step: number;
  /** Of the steps applied in it. */
  readonly lossSum: number;
  readonly appliedSteps: number;
  /** Mean loss of each completed epoch's applied steps; NaN where none was applied. */
  readonly trainingLosses: readonly number[];
  /** After each completed epoch; none without validation examples. */
  readonly validationLosses: readonly number[];
  /** The epoch with the lowest validation loss, counted from 1; 0 is what training started from. */
  readonly bestEpoch: number;
  /** Its validation loss; null before one was finite. */
  readonly bestLoss: number | null;
  /** Not applied, because loss or gradient was not finite; in all, and since the newest applied one. */
  readonly skippedSteps: number;
  readonly badStepsInRow: number;
  readonly finished: boolean;
}

/** A fit before its first step. @param bestLoss - of the weights it starts from, where they count */
export function newFit(bestLoss: number | null): FitRecord {
  return {
    epoch: 0,
    step: 0,
    lossSum: 0,
    appliedSteps: 0,
    trainingLosses: [],
    validationLosses: [],
    bestEpoch: 0,
    bestLoss,
    skippedSteps: 0,
    badStepsInRow: 0,
    finished: false,
  };
}

/** A fit one step further; a step that was not applied only counts. */
export function afterStep(record: FitRecord, { applied, loss }: StepReport): FitRecord {
  const step = record.step + 1;
  if (!applied) {
    const { skippedSteps, badStepsInRow } = record;
    return {
      ...record,
      step,
      skippedSteps: skippedSteps + 1,
      badStepsInRow: badStepsInRow + 1,
    };
  }
  return {
    ...record,
    step,
    lossSum: record.lossSum + loss,
    appliedSteps: record.appliedSteps + 1,
    badStepsInRow: 0,
  };
}

/** A fit one epoch further. @param validationLoss - null without validation examples: then the newest epoch is the best */
export function afterEpoch(record: FitRecord, validationLoss: number | null): FitRecord {
  const epoch = record.epoch + 1;
  const better = isBetter(record, validationLoss);
  return {
    ...record,
    epoch,
    step: 0,
    lossSum: 0,
    appliedSteps: 0,
    trainingLosses: [...record.trainingLosses, record.lossSum / record.appliedSteps],
    validationLosses:
      validationLoss === null
        ? record.validationLosses
        : [...record.validationLosses, validationLoss],
    bestEpoch: better || validationLoss === null ? epoch : record.bestEpoch,
    bestLoss: better ? validationLoss : record.bestLoss,
  };
}

/** Whether this loss is lower than any before; one that is not finite never is. */
export function isBetter({ bestLoss }: FitRecord, validationLoss: number | null): boolean {
  if (validationLoss === null || !Number.isFinite(validationLoss)) return false;
  return bestLoss === null || validationLoss < bestLoss;
}
