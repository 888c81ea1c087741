import type { FlowRecord } from '#base';

export type Flows = Omit<FlowRecord, 'time'>;

/** Sums what changes equity besides prices and fees, until somebody takes note of it. */
export class FlowNotes {
  #flows: { -readonly [Kind in keyof Flows]: number } | null = null;

  add(kind: keyof Flows, amount: number): void {
    if (amount === 0) return;
    this.#flows ??= {
      dividends: 0,
      interest: 0,
      borrowFees: 0,
      exchangeCosts: 0,
      exchangeGains: 0,
    };
    this.#flows[kind] += amount;
  }

  /** All since the last call; null where there was nothing. */
  take(): Flows | null {
    const flows = this.#flows;
    this.#flows = null;
    return flows;
  }
}
