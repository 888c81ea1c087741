import type { CorporateAction } from '../provider.ts';

/** Half the distance of two neighbouring single-precision numbers, relative to the power of two below. */
const HALF_STEP = 2 ** -24;

/** Decimal digits that tell any two single-precision numbers apart. */
const MOST_DIGITS = 9;

/** Yahoo's dividends have six decimals at most. */
const DIVIDEND_SLACK = 0.5e-6;

/**
 * A price as it was traded, from Yahoo's, which is divided by all later splits and then rounded to
 * single precision: 124.80750274658203 of a share since split 4:1 is 499.23.
 *
 * The decimal number with the fewest digits within [y·r − h·r, y·r + h·r], where h is half the distance
 * of y to the next single-precision number: all numbers in there are told by Yahoo in the same way, so
 * the answer depends on nothing but y and r, and for prices of up to six digits it is the very price.
 *
 * @param price - y > 0
 * @param ratio - r, new shares for one old, of all later splits together
 * @returns NaN for NaN
 */
export function priceAsTraded(price: number, ratio: number): number {
  return shortestWithin(price * ratio, singleSlack(price) * ratio);
}

/** A dividend as it was paid a share; Yahoo's is divided by all later splits, and has six decimals. */
export function dividendAsPaid(amount: number, ratio: number): number {
  return shortestWithin(amount * ratio, Math.max(DIVIDEND_SLACK, singleSlack(amount)) * ratio);
}

/**
 * A number of shares as it was traded; Yahoo's is multiplied by all later splits and then whole.
 *
 * Where shares were joined digits are lost for good: again the number with the fewest that fits.
 */
export function volumeAsTraded(volume: number, ratio: number): number {
  if (ratio === 1) return volume;
  return ratio > 1 ? Math.round(volume / ratio) : shortestWithin(volume / ratio, 0.5 / ratio);
}

function singleSlack(value: number): number {
  return 2 ** Math.floor(Math.log2(Math.abs(value))) * HALF_STEP;
}

function shortestWithin(value: number, slack: number): number {
  for (let digits = 1; digits <= MOST_DIGITS; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.abs(short - value) <= slack) return short;
  }
  return value;
}

/** New shares for one old, of all splits that come after some terms began. */
export class LaterSplits {
  /** When the terms of each split began, ascending, and the product from there on. */
  readonly #times: readonly number[];
  readonly #products: readonly number[];

  constructor(splits: readonly CorporateAction[]) {
    const ascending = splits.toSorted((a, b) => a.time - b.time);
    let product = 1;
    this.#times = ascending.map(({ time }) => time);
    this.#products = ascending
      .toReversed()
      .map(({ value }) => (product *= value))
      .reverse();
  }

  /** @param terms - when the terms of what is asked about began: its trading day */
  after(terms: number): number {
    const next = this.#times.findIndex((time) => time > terms);
    return next === -1 ? 1 : this.#products[next];
  }
}
