import { type BarTable, firstRowAtOrAfter, QuantError } from '#base';
import { dateText } from './date-text.ts';
import type { CorporateAction } from './provider.ts';

/** What actions do to a table's bars, a value a bar. */
export interface AdjustmentFactors {
  /** Cumulative from the first bar: splits and reinvested dividends up to and on this bar. */
  readonly factor: Float64Array;
  /** New shares for one old, effective before this bar's open; 1 when nothing happens. */
  readonly splitRatio: Float64Array;
  /** Cash a new share for holders over the night before this bar; 0 when nothing happens. */
  readonly dividend: Float64Array;
}

const MOST_PARTS = 50;
const SPLIT_TOLERANCE = 1e-4;

/** Beyond a factor so large or so small no history of a share goes; its actions are wrong. */
const MOST_FACTOR = 1e12;

/**
 * Adjustment that knows no future: raw price × factor is the value of one share bought at the first
 * bar, with its dividends reinvested.
 *
 * factor_t = factor_{t−1} · s_t / (1 − D_t · s_t / close_{t−1})
 *
 * with s_t the split ratio and D_t the dividend a new share of bar t. A later action never changes
 * an earlier factor. An action takes effect on the first bar at or after its date; one before the
 * second bar or after the last changes nothing. Split ratios lose the rounding of their source.
 *
 * @param symbol - for the message
 * @throws data/bad-action for a dividend as large as the share's price, and for splits that no share has
 */
export function adjustmentFactors(
  table: BarTable,
  actions: readonly CorporateAction[],
  symbol = 'the share',
): AdjustmentFactors {
  const bars = table.time.length;
  const splitRatio = new Float64Array(bars).fill(1);
  const dividend = new Float64Array(bars);
  for (const action of inOrder(actions)) {
    const row = firstRowAtOrAfter(table.time, action.time);
    if (row === 0 || row === bars) continue;
    if (action.kind === 'split') {
      const ratio = smallRatio(action.value);
      splitRatio[row] *= ratio;
      dividend[row] /= ratio;
    } else {
      dividend[row] += action.value;
    }
  }
  return { factor: cumulate(table, { splitRatio, dividend, symbol }), splitRatio, dividend };
}

/** Factors of a table to which nothing happens. */
export function neutralFactors(bars: number): AdjustmentFactors {
  return {
    factor: new Float64Array(bars).fill(1),
    splitRatio: new Float64Array(bars).fill(1),
    dividend: new Float64Array(bars),
  };
}

/** By date, a split before a dividend of the same date, because dividends are per new share. */
function inOrder(actions: readonly CorporateAction[]): CorporateAction[] {
  const rank = ({ kind }: CorporateAction) => (kind === 'split' ? 0 : 1);
  return actions.toSorted((a, b) => a.time - b.time || rank(a) - rank(b));
}

function cumulate(
  { time, close }: BarTable,
  {
    splitRatio,
    dividend,
    symbol,
  }: {
    readonly splitRatio: Float64Array;
    readonly dividend: Float64Array;
    readonly symbol: string;
  },
): Float64Array {
  const factor = new Float64Array(time.length);
  let sofar = 1;
  for (let row = 0; row < factor.length; row++) {
    if (dividend[row] > 0 || splitRatio[row] !== 1) {
      const shares = sofar * splitRatio[row];
      if (!(shares < MOST_FACTOR && shares > 1 / MOST_FACTOR)) {
        throw new QuantError(
          'data/bad-action',
          `The splits and dividends of ${symbol} up to ${dateText(time[row])} make ${shares} shares of one; correct the actions, or ignore them with --set data.corporateActions=ignore.`,
        );
      }
      const paidFraction = (dividend[row] * splitRatio[row]) / close[row - 1];
      if (!(paidFraction < 1)) {
        throw new QuantError(
          'data/bad-action',
          `A dividend of ${dividend[row]} a share of ${symbol} on ${dateText(time[row])} is not below the close of ${close[row - 1] / splitRatio[row]} before it; correct the actions, or ignore them with --set data.corporateActions=ignore.`,
        );
      }
      sofar *= splitRatio[row] / (1 - paidFraction);
    }
    factor[row] = sofar;
  }
  return factor;
}

/** The n:m with the smallest m, n and m up to 50, that a ratio is but for rounding; else itself. */
function smallRatio(value: number): number {
  for (let old = 1; old <= MOST_PARTS; old++) {
    const fresh = Math.round(value * old);
    const near = Math.abs(value - fresh / old) <= SPLIT_TOLERANCE * value;
    if (near && fresh >= 1 && fresh <= MOST_PARTS) return fresh / old;
  }
  return value;
}

/**
 * Bars comparable over time: prices × factor, volume in shares of the first bar's size.
 *
 * Returns the given table when no factor differs from 1.
 */
export function adjustedBars(table: BarTable, factors: AdjustmentFactors): BarTable {
  const { factor, splitRatio } = factors;
  if (factor.every((value) => value === 1)) return table;
  const scaled = (prices: Float64Array) => prices.map((price, row) => price * factor[row]);
  let shares = 1;
  return {
    time: table.time,
    open: scaled(table.open),
    high: scaled(table.high),
    low: scaled(table.low),
    close: scaled(table.close),
    volume: table.volume.map((volume, row) => {
      shares *= splitRatio[row];
      return volume / shares;
    }),
  };
}
