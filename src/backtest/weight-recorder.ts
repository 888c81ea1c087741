import type { ModelWeights } from '#base';

/** Collects, bar by bar, which share of the decision each model had. */
export class WeightRecorder {
  readonly #time: number[] = [];
  readonly #columns = new Map<string, number[]>();

  record(time: number, weights: Readonly<Record<string, number>> | undefined): void {
    if (weights === undefined) return;
    this.#time.push(time);
    for (const [model, weight] of Object.entries(weights)) {
      const column = this.#columns.get(model);
      if (column === undefined) this.#columns.set(model, [weight]);
      else column.push(weight);
    }
  }

  /** Null where nothing was recorded. */
  history(): ModelWeights | null {
    if (this.#time.length === 0) return null;
    const shares = [...this.#columns].map(
      ([model, column]) => [model, Float64Array.from(column)] as const,
    );
    return { time: Float64Array.from(this.#time), share: Object.fromEntries(shares) };
  }
}
