import type { Build, InputShapes } from '#tensor';

/** What is trained: a network with its loss. */
export interface Objective<Input extends string> {
  /** Shapes of a batch of so many examples. */
  inputs(examples: number): InputShapes<Input>;
  /** The loss [] is a mean over the batch. */
  readonly build: Build<Input, 'loss'>;
}
