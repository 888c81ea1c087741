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

  /** Takes over what another recorder had of the bars that come next. */
  add({ time, share }: ModelWeights): void {
    const columns = Object.entries(share);
    for (let row = 0; row < time.length; row++) {
      this.record(
        time[row],
        Object.fromEntries(columns.map(([model, column]) => [model, column[row]])),
      );
    }
  }

  /** Bars recorded. */
  get rows(): number {
    return this.#time.length;
  }

  /** Null where nothing was recorded. */
  history(): ModelWeights | null {
    return this.since(0);
  }

  /** The same without the first `rows` bars. */
  since(rows: number): ModelWeights | null {
    if (this.#time.length <= rows) return null;
    const shares = [...this.#columns].map(
      ([model, column]) => [model, Float64Array.from(column.slice(rows))] as const,
    );
    return { time: Float64Array.from(this.#time.slice(rows)), share: Object.fromEntries(shares) };
  }
}
