import type { Stateful } from '#base';
import type { TradingConfig } from '#config';
import type { Breach } from './account-watch.ts';
import type { Room } from './exposure-room.ts';
import type { OrderIntent } from './order-intent.ts';

export interface MarginState {
  readonly isCalled: boolean;
}

/** Beyond rounding: a cut to exactly what the margin allows has met it. */
const TOLERANCE = 1e-9;

/**
 * Holds equity against what the positions need.
 *
 * A close with equity < maintenanceFraction · gross is a margin call. It lasts until a close finds
 * equity ≥ initialFraction · gross.
 */
export class MarginWatch implements Stateful<MarginState> {
  readonly #margin: TradingConfig['margin'];
  #isCalled = false;

  constructor(margin: TradingConfig['margin']) {
    this.#margin = margin;
  }

  get isCalled(): boolean {
    return this.#isCalled;
  }

  /** Takes the account at a bar's close; returns the call that begins here, if any. */
  observe(equity: number, gross: number): Breach | null {
    const { initialFraction, maintenanceFraction } = this.#margin;
    if (initialFraction === null || maintenanceFraction === null) return null;
    if (this.#isCalled) {
      this.#isCalled = !(equity >= initialFraction * gross * (1 - TOLERANCE));
      return null;
    }
    this.#isCalled = !(equity >= maintenanceFraction * gross);
    if (!this.#isCalled) return null;
    const needed = (maintenanceFraction * gross).toFixed(2);
    return {
      code: 'MARGIN_CALL',
      detail: `Margin call: equity ${equity.toFixed(2)} < ${needed}, which is ${percent(maintenanceFraction)} of gross exposure ${gross.toFixed(2)}; cutting back to ${percent(initialFraction)}`,
    };
  }

  /** What equity allows beside the other positions: equity / initialFraction − others' gross. */
  room({ equity, otherGross }: OrderIntent): Room {
    const { initialFraction } = this.#margin;
    const allowed = initialFraction === null ? Number.POSITIVE_INFINITY : equity / initialFraction;
    const left = allowed - otherGross;
    const numbers = () => ({ otherGross, equity, initialFraction });
    return { code: 'INITIAL_MARGIN', value: left > 0 ? left : 0, numbers };
  }

  /**
   * Part of every position to keep, so that once the rest is sold equity meets the initial fraction.
   *
   * (equity − c · gross) / ((initialFraction − c) · gross) within 0…1, c: cost of selling, fraction
   *
   * @returns NaN where equity, gross exposure or cost is no number
   */
  keptShare(equity: number, gross: number, costFraction: number): number {
    const initial = this.#margin.initialFraction ?? 0;
    // Where selling costs more than it frees, nothing can be kept.
    if (costFraction >= initial) return 0;
    const share = (equity - costFraction * gross) / ((initial - costFraction) * gross);
    return Math.min(1, Math.max(0, share));
  }

  saveState(): MarginState {
    return { isCalled: this.#isCalled };
  }

  loadState({ isCalled }: MarginState): void {
    this.#isCalled = isCalled;
  }
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(2)}%`;
}
