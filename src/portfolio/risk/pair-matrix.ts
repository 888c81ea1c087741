/** A symmetric number for each pair of assets, worked out when first asked for after a change. */
export class PairMatrix {
  readonly #entries: Float64Array;
  readonly #fill: (entries: Float64Array) => void;
  #isKnown = false;
  #version = 0;

  /** @param fill - writes all entries [assets × assets] */
  constructor(assets: number, fill: (entries: Float64Array) => void) {
    this.#entries = new Float64Array(assets ** 2);
    this.#fill = fill;
  }

  /** Another one whenever entries have changed. */
  get version(): number {
    return this.#version;
  }

  /** [assets × assets] */
  get entries(): Float64Array {
    if (!this.#isKnown) this.#fill(this.#entries);
    this.#isKnown = true;
    return this.#entries;
  }

  change(): void {
    this.#isKnown = false;
    this.#version++;
  }
}
