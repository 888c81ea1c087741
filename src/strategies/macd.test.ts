import { describe, expect, it } from 'vitest';
import { emptySlice, Random } from '#base';
import { Macd } from './macd.ts';

const OPTIONS = { fastBars: 3, slowBars: 6, signalBars: 4, allowShort: false };

function directionsOf(prices: readonly number[], options = OPTIONS): (number | undefined)[] {
  const strategy = new Macd(1, options);
  const slice = emptySlice(1);
  slice.present[0] = 1;
  return prices.map((price) => {
    slice.close[0] = price;
    return strategy.generateSignals(slice)[0]?.direction;
  });
}

/** EMA by its definition: mean of the first values, then a + 2 / (n + 1) · (x − a); NaN before. */
function ema(values: readonly number[], bars: number): number[] {
  const first = values.findIndex((value) => !Number.isNaN(value));
  let average = Number.NaN;
  return values.map((value, at) => {
    const seen = at - first + 1;
    if (seen < bars || first === -1) return Number.NaN;
    if (seen === bars) {
      average = values.slice(first, at + 1).reduce((sum, each) => sum + each, 0) / bars;
    } else average += (2 / (bars + 1)) * (value - average);
    return average;
  });
}

const random = new Random(3);
let price = 100;
const WALK = Array.from({ length: 300 }, () => (price *= 1 + 0.02 * random.normal()));

describe('macd', () => {
  it('is long while the line is above its signal line and out while it is below, by their definitions', () => {
    const [fast, slow] = [ema(WALK, 3), ema(WALK, 6)];
    const line = fast.map((value, at) => value - slow[at]);
    const smooth = ema(line, 4);
    let held: number | undefined;
    const wanted = line.map((value, at) => {
      const gap = value - smooth[at];
      if (Number.isNaN(gap)) return undefined;
      const direction = gap > 0 ? 1 : 0;
      if (direction === held) return undefined;
      held = direction;
      return direction;
    });
    expect(wanted.filter((direction) => direction === 1).length).toBeGreaterThan(20);
    expect(directionsOf(WALK)).toEqual(wanted);
    const short = directionsOf(WALK, { ...OPTIONS, allowShort: true });
    expect(short).toEqual(wanted.map((direction) => (direction === 0 ? -1 : direction)));
  });

  it('says nothing of an asset without a bar, and goes on where it was', () => {
    const strategy = new Macd(1, OPTIONS);
    const slice = emptySlice(1);
    const directions = WALK.flatMap((close) =>
      [1, 0].map((present) => {
        slice.present[0] = present;
        slice.close[0] = close;
        return strategy.generateSignals(slice)[0]?.direction;
      }),
    );
    expect(directions.filter((_, at) => at % 2 === 1)).toEqual(WALK.map(() => undefined));
    expect(directions.filter((_, at) => at % 2 === 0)).toEqual(directionsOf(WALK));
  });

  it('says nothing before both lines are known, and where they are equal', () => {
    expect(directionsOf([1, 2, 3, 4, 5, 9, 9, 9])).toEqual(new Array(8).fill(undefined));
    expect(directionsOf(new Array<number>(30).fill(7))).toEqual(new Array(30).fill(undefined));
  });
});
