import type { BarTable } from '#base';
import {
  centralMoment,
  expectPlainly,
  inVolatilities,
  meanOf,
  overWindows,
  perRow,
  plainAverage,
} from '../../../../tests/support/plain-definition.ts';
import { RANGE_FEATURES } from './range-features.ts';

/** A part of the bar's range; 0 where there is none. */
const partOfRange = (part: (bars: BarTable, row: number) => number) => (bars: BarTable) =>
  perRow(bars, (row) => {
    const range = bars.high[row] - bars.low[row];
    return range === 0 ? 0 : part(bars, row) / range;
  });

const yearFromExtreme = (extreme: (...values: number[]) => number) => (bars: BarTable) =>
  inVolatilities(
    bars,
    overWindows(
      bars.close.length,
      252,
      (first, last) =>
        Math.log(bars.close[last] / extreme(...bars.close.slice(first, last + 1))) / Math.sqrt(252),
    ),
  );

expectPlainly(RANGE_FEATURES, {
  bb_pct_b: ({ close }) =>
    overWindows(close.length, 20, (first, last) => {
      const mean = meanOf(close, first, last);
      const deviation = Math.sqrt(centralMoment(close, first, last, 2));
      const lower = mean - 2 * deviation;
      return deviation > 1e-9 * mean ? (close[last] - lower) / (4 * deviation) : 0.5;
    }),
  keltner20_pos: (bars) => {
    const { high, low, close } = bars;
    const ranges = perRow(
      bars,
      (row) => Math.max(high[row], close[row - 1]) - Math.min(low[row], close[row - 1]),
    );
    const widths = plainAverage(ranges, 10, 1 / 10, 1);
    return plainAverage(close, 20).map((middle, row) =>
      widths[row] === 0 ? 0 : (close[row] - middle) / (2 * widths[row]),
    );
  },
  donchian20_pos: ({ high, low, close }) =>
    overWindows(close.length, 20, (first, last) => {
      const lowest = Math.min(...low.slice(first, last + 1));
      const width = Math.max(...high.slice(first, last + 1)) - lowest;
      return width === 0 ? 0.5 : (close[last] - lowest) / width;
    }),
  high_low_range: (bars) =>
    inVolatilities(
      bars,
      perRow(bars, (row) => Math.log(bars.high[row] / bars.low[row])),
    ),
  close_location: partOfRange(
    ({ high, low, close }, row) => close[row] - low[row] - (high[row] - close[row]),
  ),
  body: partOfRange(({ open, close }, row) => close[row] - open[row]),
  upper_shadow: partOfRange(
    ({ open, high, close }, row) => high[row] - Math.max(open[row], close[row]),
  ),
  lower_shadow: partOfRange(
    ({ open, low, close }, row) => Math.min(open[row], close[row]) - low[row],
  ),
  high252_dist: yearFromExtreme(Math.max),
  low252_dist: yearFromExtreme(Math.min),
});
