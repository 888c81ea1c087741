import type { Series } from '#base';
import type { TradingConfig } from '#config';
import type { ReturnHistory } from './return-history.ts';
import { type TailMeasure, tailMeasure } from './tail-measure.ts';
import type { Positions } from './worst-products.ts';

/** What positions may lose in one bar, beside the limits; `unknown` where history cannot tell. */
export type TailFinding =
  | { readonly kind: 'within' }
  | { readonly kind: 'unknown'; readonly numbers: Readonly<Record<string, unknown>> }
  | {
      readonly kind: 'over';
      readonly code: 'VALUE_AT_RISK' | 'CONDITIONAL_VALUE_AT_RISK';
      readonly value: number;
      readonly limit: number;
    };

const WITHIN: TailFinding = { kind: 'within' };

/**
 * Holds positions against the limits on value at risk, measured on what they would have earned before.
 *
 * What waits to be filled counts as filled as far as makes the risk largest, in part or not. Where no such
 * bound is known (`cornish-fisher`), risk is unknown while orders of other assets wait.
 */
export class TailGauge {
  readonly #risk: TradingConfig['risk'];
  readonly #history: ReturnHistory;
  readonly #symbols: readonly string[];
  readonly #measure: TailMeasure;
  #asset = -1;
  #equity = Number.NaN;
  /** What of the others cannot be measured, or null. */
  #unknown: TailFinding | null = null;
  #isAlone = true;

  constructor(risk: TradingConfig['risk'], history: ReturnHistory, symbols: readonly string[]) {
    this.#symbols = symbols;
    this.#risk = risk;
    this.#history = history;
    this.#measure = tailMeasure(risk, history, symbols.length);
  }

  /** @param values - signed, of each asset as it is held, account currency [assets] */
  judge(values: Series, equity: number): TailFinding {
    this.consider({ held: values, filled: values }, -1, equity);
    return this.judgeWith(0);
  }

  /** Takes the positions beside which those of one asset are judged; −1 for none. */
  consider(positions: Positions, asset: number, equity: number): void {
    this.#asset = asset;
    this.#equity = equity;
    const blind = this.#blindAmong(positions, asset);
    this.#unknown = blind === -1 ? null : this.#blindTo(blind);
    if (this.#unknown !== null || this.#measure.consider(positions, asset)) return;
    const { tailMethod } = this.#risk;
    this.#unknown = { kind: 'unknown', numbers: { method: tailMethod, waiting: true } };
  }

  /** Whether a position fits beside the others once all that waits has filled. */
  fitsFilled({ filled }: Positions, value: number): boolean {
    this.consider({ held: filled, filled }, this.#asset, this.#equity);
    return this.judgeWith(value).kind === 'within';
  }

  /** First of the others that has a value and no history, −1 for none. */
  #blindAmong({ held, filled }: Positions, asset: number): number {
    this.#isAlone = true;
    for (let other = 0; other < held.length; other++) {
      if (other === asset || (held[other] === 0 && filled[other] === 0)) continue;
      this.#isAlone = false;
      const isKnown = Number.isFinite(held[other]) && Number.isFinite(filled[other]);
      if (!isKnown || !this.#history.knows(other)) return other;
    }
    return -1;
  }

  #blindTo(asset: number): TailFinding {
    const { historyBars } = this.#risk;
    const bars = this.#history.known(asset);
    const numbers = { symbol: this.#symbols[asset], bars, needed: historyBars };
    return { kind: 'unknown', numbers };
  }

  /** @param value - signed, of the asset beside the others, account currency */
  judgeWith(value: number): TailFinding {
    if (this.#unknown !== null) return this.#unknown;
    if (value === 0 && this.#isAlone) return WITHIN;
    if (value !== 0 && !this.#history.knows(this.#asset)) return this.#blindTo(this.#asset);
    const risk = this.#measure.with(value);
    const valueAtRisk = risk.valueAtRisk / this.#equity;
    const conditionalValueAtRisk = risk.conditionalValueAtRisk / this.#equity;
    const { tailMethod, maxValueAtRisk, maxConditionalValueAtRisk } = this.#risk;
    if (!(Number.isFinite(valueAtRisk) && Number.isFinite(conditionalValueAtRisk))) {
      return { kind: 'unknown', numbers: { method: tailMethod, valueAtRisk } };
    }
    if (maxValueAtRisk !== null && !(valueAtRisk <= maxValueAtRisk)) {
      return { kind: 'over', code: 'VALUE_AT_RISK', value: valueAtRisk, limit: maxValueAtRisk };
    }
    if (
      maxConditionalValueAtRisk !== null &&
      !(conditionalValueAtRisk <= maxConditionalValueAtRisk)
    ) {
      return {
        kind: 'over',
        code: 'CONDITIONAL_VALUE_AT_RISK',
        value: conditionalValueAtRisk,
        limit: maxConditionalValueAtRisk,
      };
    }
    return WITHIN;
  }
}
