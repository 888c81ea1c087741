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

/** A trained network or formula: windows of features in, a view of the next bars out. */
export interface Model {
  readonly name: string;
  readonly inputShape: { readonly seqLen: number; readonly features: number };
  readonly horizonBars: number;
  /**
   * What `forward` gives a window: `returns`, the expected ln(c_{t+k} / c_{t+k−1}) / σ_t of each bar
   * k of the horizon; `score`, one number that grows with the return over it, such as a position.
   */
  readonly output: 'returns' | 'score';
  /**
   * A window's output has the same bits in whatever batch it comes, so that every mode gets the same
   * forecast.
   *
   * @param windows - [batch · seqLen · features], oldest bar of a window first
   * @returns [batch · horizon] of returns, or [batch] of scores
   */
  forward(windows: Float32Array, batch: number): Promise<Float64Array>;
  countParameters(): number;
  /** Everything `Architecture.restore` needs to make the same model again. */
  weights(): readonly NamedTensor[];
  /** The model as a file for any ONNX runtime; only networks have one. */
  toOnnx?(): Uint8Array;
  /** Gives memory and threads back; a later forecast takes them again. */
  release(): Promise<void>;
}

/** Settings that training chose from data, for example a penalty. */
export type Choices = Readonly<Record<string, number>>;

/** Sizes and switches that shape a model beside its spec. */
export type ModelSettings = Readonly<Record<string, number | boolean>>;
