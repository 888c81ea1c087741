/** Where training examples come from. */
export interface BatchSource<Input extends string> {
  /** Examples there are. */
  readonly count: number;
  /**
   * Copies chosen examples, in this order, to the front of each input's buffer.
   *
   * @param examples - indices in [0, count)
   */
  fill(examples: Uint32Array, into: Readonly<Record<Input, Float32Array>>): void;
}
