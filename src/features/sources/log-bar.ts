import type { BarRow } from '../bar-row.ts';
import type { BarSource, FeatureContext } from '../kernel.ts';

/** One bar as logarithms of price ratios: what the range volatilities and the parts of a return read. */
export class LogBar implements BarSource {
  #gap = Number.NaN;
  #body = Number.NaN;
  #up = Number.NaN;
  #range = Number.NaN;

  /** ln(open / previous close); NaN on the first bar. */
  get gap(): number {
    return this.#gap;
  }

  /** ln(close / open). */
  get body(): number {
    return this.#body;
  }

  /** ln(high / open), ≥ 0. */
  get up(): number {
    return this.#up;
  }

  /** ln(low / open), ≤ 0. */
  get down(): number {
    return this.#up - this.#range;
  }

  /** ln(high / low), ≥ 0. */
  get range(): number {
    return this.#range;
  }

  update({ open, high, low, close, previousClose, logReturn }: BarRow): void {
    const gap = Math.log(open / previousClose);
    this.#gap = gap;
    // A difference costs less than a logarithm, but the first bar has nothing to take it from.
    this.#body = Number.isNaN(gap) ? Math.log(close / open) : logReturn - gap;
    this.#up = Math.log(high / open);
    this.#range = Math.log(high / low);
  }

  saveState(): null {
    return null;
  }

  loadState(): void {}
}

/** The newest bar in logarithms. */
export function logBar(context: FeatureContext): LogBar {
  return context.share('log-bar', () => new LogBar());
}
