import { cornishFisherTailRisk, historicalTailRisk, normalTailRisk, type Series } from '#base';
import type { TradingConfig } from '#config';
import type { Surroundings } from './order-intent.ts';
import type { ReturnHistory } from './return-history.ts';

const MEASURES = {
  historical: historicalTailRisk,
  normal: normalTailRisk,
  'cornish-fisher': cornishFisherTailRisk,
} as const;

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

/** Holds positions against the limits on value at risk, measured on what they would have earned before. */
export class TailGauge {
  readonly #risk: TradingConfig['risk'];
  readonly #history: ReturnHistory;
  readonly #outcomes: Float64Array;
  readonly #values: Float64Array;
  readonly #symbols: readonly string[];

  constructor(risk: TradingConfig['risk'], history: ReturnHistory, symbols: readonly string[]) {
    this.#symbols = symbols;
    this.#risk = risk;
    this.#history = history;
    this.#outcomes = new Float64Array(risk.historyBars);
    this.#values = new Float64Array(symbols.length);
  }

  /**
   * The worst finding for a position of one asset beside the others with none, all, only the buying or
   * only the selling of their waiting orders filled.
   *
   * @param value - signed, of the order's asset, account currency
   */
  judgeOrder({ asset, held, filled }: Surroundings, value: number, equity: number): TailFinding {
    const corners = [
      (at: number) => held[at],
      (at: number) => filled[at],
      (at: number) => Math.max(held[at], filled[at]),
      (at: number) => Math.min(held[at], filled[at]),
    ];
    const isStill = held.every((worth, at) => at === asset || worth === filled[at]);
    let worst = WITHIN;
    for (const corner of isStill ? corners.slice(0, 1) : corners) {
      for (let at = 0; at < this.#values.length; at++) this.#values[at] = corner(at);
      this.#values[asset] = value;
      const finding = this.judge(this.#values, equity);
      if (finding.kind === 'over') return finding;
      if (finding.kind === 'unknown') worst = finding;
    }
    return worst;
  }

  /** @param values - signed, of each asset, account currency [assets] */
  judge(values: Series, equity: number): TailFinding {
    const blind = values.findIndex((value, asset) => value !== 0 && !this.#history.knows(asset));
    if (blind !== -1) {
      const { historyBars } = this.#risk;
      return {
        kind: 'unknown',
        numbers: {
          symbol: this.#symbols[blind],
          bars: this.#history.known(blind),
          needed: historyBars,
        },
      };
    }
    if (values.every((value) => value === 0)) return WITHIN;
    const { tailMethod, tailConfidence, maxValueAtRisk, maxConditionalValueAtRisk } = this.#risk;
    this.#history.replay(values, this.#outcomes);
    for (let bar = 0; bar < this.#outcomes.length; bar++) this.#outcomes[bar] /= equity;
    const tail = MEASURES[tailMethod](this.#outcomes, tailConfidence);
    const { valueAtRisk, conditionalValueAtRisk } = tail;
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
