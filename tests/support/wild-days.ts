import { type MarketSlice, Random } from '#base';
import type { BarPath } from '#execution';
import { DAY_MS } from './scripted-desk.ts';

/** A share, one in another currency, and the pair that tells its rate. */
export const WILD_SYMBOLS = ['A', 'SAP', 'EURUSD'];

/** How far each moves in a part of a day, fraction. */
export const WILD_MOVES = [0.03, 0.03, 0.005];

const START = [10, 20, 1.2];
const PARTS = 4;

/** A day of one asset; no bar where it is not present. */
export interface WildBar extends BarPath {
  readonly present: boolean;
  readonly volume: number;
  readonly split: number;
  readonly dividend: number;
  /** What shorter bars tell of it: all, some or nothing. */
  readonly parts: readonly BarPath[];
}

/** Days of all assets, with holes, splits, dividends, bars without volume and parts that are missing. */
export function wildDays(seed: number, days: number): readonly (readonly WildBar[])[] {
  const random = new Random(seed);
  const prices = [...START];
  return Array.from({ length: days }, (_, day) =>
    prices.map((price, asset) => {
      const bar = wildBar(random, { price, asset, isEarly: day < 3 });
      if (bar.present) prices[asset] = bar.close;
      return bar;
    }),
  );
}

interface Before {
  readonly price: number;
  readonly asset: number;
  readonly isEarly: boolean;
}

function wildBar(random: Random, { price, asset, isEarly }: Before): WildBar {
  const chance = (share: number) => random.uniform() < share;
  const move = WILD_MOVES[asset];
  const isShare = asset < 2;
  const present = chance(0.85) || isEarly;
  const split = chance(0.06) && isShare && present && !isEarly ? [2, 0.5, 3][random.integer(3)] : 1;
  const parts: BarPath[] = [];
  let last = (price / split) * Math.exp(move * random.normal());
  for (let part = 0; part < PARTS; part++) {
    const open = part === 0 ? last : last * Math.exp(0.2 * move * random.normal());
    const close = open * Math.exp(0.6 * move * random.normal());
    const high = Math.max(open, close) * (1 + 0.3 * move * random.uniform());
    const low = Math.min(open, close) * (1 - 0.3 * move * random.uniform());
    parts.push({ open, high, low, close });
    last = close;
  }
  return {
    present,
    split,
    dividend: chance(0.06) && isShare && present ? 0.02 * last : 0,
    volume: chance(0.15) ? 0 : Math.round(600 * random.uniform()),
    open: parts[0].open,
    high: Math.max(...parts.map(({ high }) => high)),
    low: Math.min(...parts.map(({ low }) => low)),
    close: last,
    parts: chance(0.2) ? [] : parts.filter((_, part) => part !== 2 || !chance(0.1)),
  };
}

/** Makes the slice that of a day. */
export function takeWildDay(
  slice: MarketSlice,
  bars: readonly WildBar[],
  day: number,
): MarketSlice {
  slice.barIndex = day;
  slice.time = day * DAY_MS;
  bars.forEach(({ present, open, high, low, close, volume, split, dividend }, asset) => {
    slice.present[asset] = present ? 1 : 0;
    slice.opensAt[asset] = slice.time;
    slice.splitRatio[asset] = split;
    slice.dividend[asset] = dividend;
    if (!present) return;
    slice.open[asset] = open;
    slice.high[asset] = high;
    slice.low[asset] = low;
    slice.close[asset] = close;
    slice.volume[asset] = volume;
    slice.factor[asset] *= split;
  });
  return slice;
}
