import type { FeatureBlock } from './feature-rows.ts';

/** What the written values of one feature look like. */
export interface FeatureFigures {
  /** Rows with a value. */
  readonly values: number;
  /** Stamp of the first of them, UTC epoch ms; null without any, as all below. */
  readonly first: number | null;
  readonly mean: number | null;
  /** Population standard deviation. */
  readonly deviation: number | null;
  readonly least: number | null;
  readonly largest: number | null;
  /** Rows whose value is 0 because it did not vary over its window. */
  readonly masked: number;
}

/** Gathers figures of columns as their rows come by. */
export class FeatureFigureSums {
  readonly #count: Float64Array;
  readonly #first: Float64Array;
  readonly #mean: Float64Array;
  readonly #squares: Float64Array;
  readonly #least: Float64Array;
  readonly #largest: Float64Array;
  readonly #masked: Float64Array;

  constructor(columns: number) {
    this.#count = new Float64Array(columns);
    this.#first = new Float64Array(columns);
    this.#mean = new Float64Array(columns);
    this.#squares = new Float64Array(columns);
    this.#least = new Float64Array(columns).fill(Number.POSITIVE_INFINITY);
    this.#largest = new Float64Array(columns).fill(Number.NEGATIVE_INFINITY);
    this.#masked = new Float64Array(columns);
  }

  take({ rows, times, values, masked }: FeatureBlock): void {
    for (let column = 0; column < values.length; column++) {
      for (let row = 0; row < rows; row++) this.#add(column, values[column][row], times[row]);
      this.#masked[column] += masked[column];
    }
  }

  #add(column: number, value: number, time: number): void {
    if (Number.isNaN(value)) return;
    const count = ++this.#count[column];
    if (count === 1) this.#first[column] = time;
    const off = value - this.#mean[column];
    this.#mean[column] += off / count;
    this.#squares[column] += off * (value - this.#mean[column]);
    if (value < this.#least[column]) this.#least[column] = value;
    if (value > this.#largest[column]) this.#largest[column] = value;
  }

  figures(column: number): FeatureFigures {
    const values = this.#count[column];
    const known = (figure: number) => (values > 0 ? figure : null);
    return {
      values,
      first: known(this.#first[column]),
      mean: known(this.#mean[column]),
      deviation: known(Math.sqrt(this.#squares[column] / values)),
      least: known(this.#least[column]),
      largest: known(this.#largest[column]),
      masked: this.#masked[column],
    };
  }
}
