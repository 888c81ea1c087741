/** A weight by name, values row after row. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array;
}

/** What goes into a model and what comes out. */
export interface ModelSpec {
  /** Names of the input columns, in order. */
  readonly features: readonly string[];
  /** Bars in one input window. */
  readonly seqLen: number;
  /** Bars foreseen. */
  readonly horizonBars: number;
}

/** A trained network or formula: windows of features in, standardised returns of the next bars out. */
export interface Model {
  readonly name: string;
  readonly inputShape: { readonly seqLen: number; readonly features: number };
  readonly horizonBars: number;
  /**
   * Whether a window's output has the same bits in whatever batch it is computed. Where it has not,
   * windows are computed one at a time, so that every mode gets the same forecast.
   */
  readonly rowsIndependent: boolean;
  /**
   * @param windows - [batch · seqLen · features], oldest bar of a window first
   * @returns [batch · horizon], expected ln(c_{t+k} / c_{t+k−1}) / σ_t
   */
  forward(windows: Float32Array, batch: number): Promise<Float64Array>;
  countParameters(): number;
  /** Everything `Architecture.restore` needs to make the same model again. */
  weights(): readonly NamedTensor[];
}

/** Settings that training chose from data, for example a penalty. */
export type Choices = Readonly<Record<string, number>>;
