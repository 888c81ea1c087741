/** How far training of one network has come. */
export interface TrainingProgress {
  readonly model: string;
  /** Epochs completed, and at most to come. */
  readonly epoch: number;
  readonly epochs: number;
  /** Examples seen in this run so far, and at most to be seen: early stopping may end it before. */
  readonly examplesDone: number;
  readonly examplesTotal: number;
  /** Of the newest step. */
  readonly loss: number;
  /** Of the newest completed epoch; null before, and without a validation set. */
  readonly validationLoss: number | null;
}
