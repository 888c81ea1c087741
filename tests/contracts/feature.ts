import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barAt, type BarTable, barTableOf, canonicalJson, type Series, sliceBars } from '#base';
import { systemSchema } from '#config';
import {
  buildFeatures,
  computeFeatures,
  type FeatureDefinition,
  type FeatureSet,
  FeatureStream,
  featureSet,
} from '#features';
import { roughBars } from '../support/rough-bars.ts';

const HOUR_MS = 3_600_000;
const SYMBOL = 'A';
const { features, data } = systemSchema.parse({});

/** How the next bar comes about; together they make gaps, flats, jumps and days without trade. */
interface Step {
  readonly bars: number;
  readonly hours: number;
  readonly move: number;
  readonly width: number;
  readonly volume: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  bars: fc.integer({ min: 1, max: 60 }),
  hours: fc.constantFrom(1, 24, 24, 24, 96),
  move: fc.oneof(
    fc.constant(0),
    fc.double({ min: -0.1, max: 0.1, noNaN: true }),
    fc.constantFrom(-3, 3),
  ),
  width: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 0.2, noNaN: true })),
  volume: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e12, noNaN: true })),
});

/** Histories a market can have: any price level, stretches that stand still, jumps of 20-fold. */
const histories: fc.Arbitrary<BarTable> = fc
  .tuple(fc.constantFrom(1e-6, 1, 100, 1e6), fc.array(step, { minLength: 1, maxLength: 10 }))
  .map(([price, steps]) => historyOf(price, steps));

function historyOf(firstPrice: number, steps: readonly Step[]): BarTable {
  const bars = [];
  let time = Date.UTC(2020, 0, 1);
  let close = firstPrice;
  for (const { bars: count, hours, move, width, volume } of steps) {
    for (let bar = 0; bar < count; bar++) {
      const open = close;
      close = Math.min(1e12, Math.max(1e-12, close * Math.exp(bar % 2 === 0 ? move : -move / 2)));
      const high = Math.max(open, close) * (1 + width);
      const low = Math.min(open, close) / (1 + width);
      bars.push({ time, open, high, low, close, volume: volume * (1 + (bar % 3)) });
      time += hours * HOUR_MS;
    }
  }
  return barTableOf(bars);
}

/** 500 ordinary bars, longer than any warm-up. */
export const ordinaryHistory: BarTable = historyOf(
  100,
  Array.from({ length: 100 }, (_, at) => ({
    bars: 5,
    hours: 24,
    move: 0.013 * Math.sin(at) + 0.001,
    width: 0.004 * (1 + (at % 7)),
    volume: 1e6 * (1 + (at % 5)),
  })),
);

/** A history without any movement or trade. */
export const flatHistory: BarTable = historyOf(50, [
  { bars: 400, hours: 24, move: 0, width: 0, volume: 0 },
]);

/** First row at which values of a longer history differ from those of its first `rows` bars; −1 if none. */
export function firstRowThatPeeks(
  compute: (bars: BarTable) => Series,
  bars: BarTable,
  rows: number,
): number {
  const full = compute(bars);
  const prefix = compute(sliceBars(bars, 0, rows));
  return prefix.findIndex((value, row) => !Object.is(value, full[row]));
}

/** A set of just these features, scaled over a window that short histories fill. */
function setOf(definitions: readonly FeatureDefinition[]): FeatureSet {
  return featureSet({ features: { ...features, scalingWindowBars: 25 }, data }, definitions);
}

/** Unscaled values of one feature over one asset's bars [bars]. */
export function valuesOf(definition: FeatureDefinition, bars: BarTable): Series {
  return computeFeatures(setOf([definition]), [{ symbol: SYMBOL, adjusted: bars }])[0][0];
}

/** What features must hold to; each history is made features of once, so that a hundred cost little more than one. */
export function featureContract(definitions: readonly FeatureDefinition[]): void {
  const set = setOf(definitions);
  const compute = (bars: BarTable) => computeFeatures(set, [{ symbol: SYMBOL, adjusted: bars }])[0];

  describe(`${definitions.length} features`, () => {
    it('give one value a bar: NaN through the warm-up, then never again, and within their range', () => {
      const check = (bars: BarTable) => {
        compute(bars).forEach((values, at) => {
          expect(values.length).toBe(bars.time.length);
          expect(firstFault(values, definitions[at])).toBe('none');
        });
      };
      check(ordinaryHistory);
      check(flatHistory);
      fc.assert(fc.property(histories, check), { numRuns: 100 });
    });

    it('never look ahead', () => {
      const cut = fc.integer({ min: 0, max: 600 });
      fc.assert(
        fc.property(histories, cut, (bars, rows) => {
          const full = compute(bars);
          const prefix = compute(sliceBars(bars, 0, Math.min(rows, bars.time.length)));
          prefix.forEach((values, at) => {
            const peek = values.findIndex((value, row) => !Object.is(value, full[at][row]));
            expect(peek, `${definitions[at].name} at row ${peek}`).toBe(-1);
          });
        }),
        { numRuns: 50 },
      );
    });

    it('go on from a saved state as if they had never stopped, batch and stream alike', () => {
      const check = (bars: BarTable, stopRow: number) => {
        const [batch] = buildFeatures(set, [{ symbol: SYMBOL, adjusted: bars }]);
        let stream = new FeatureStream(set, SYMBOL);
        for (let row = 0; row < bars.time.length; row++) {
          if (row === stopRow) stream = restarted(stream, set);
          expect(stream.advance(barAt(bars, row))).toBe(batch.ready[row] === 1);
          const width = definitions.length;
          const fault = stream.row.findIndex(
            (value, at) => !Object.is(value, batch.values[row * width + at]),
          );
          expect(fault, `${definitions[fault]?.name} at row ${row}`).toBe(-1);
          expect(Object.is(stream.bar.volatility, batch.volatility[row])).toBe(true);
        }
      };
      // Long memories show only in a longer history, some only where nothing is traded.
      for (const stopRow of [30, 260, 400]) check(ordinaryHistory, stopRow);
      check(roughBars(5, 120), 82);
      const stop = fc.integer({ min: 0, max: 600 });
      fc.assert(fc.property(histories, stop, check), { numRuns: 50 });
    });

    it('leave their input as it was', () => {
      const before = structuredClone(ordinaryHistory);
      compute(ordinaryHistory);
      expect(ordinaryHistory).toEqual(before);
    });
  });
}

/** What is wrong with a feature's values, or `none`. */
function firstFault(values: Series, { name, warmupBars, range }: FeatureDefinition): string {
  const slack = 1e-9 * Math.max(1, ...range.filter(Number.isFinite).map(Math.abs));
  const row = values.findIndex((value, at) =>
    at < warmupBars
      ? !Number.isNaN(value)
      : !(Number.isFinite(value) && value >= range[0] - slack && value <= range[1] + slack),
  );
  if (row === -1) return 'none';
  return `${name} is ${values[row]} at row ${row}, warm-up ${warmupBars}, range ${range.join('…')}`;
}

/** A new stream with the state of the old one after a trip through JSON. */
export function restarted(
  stream: FeatureStream,
  set: FeatureSet,
  symbol: string = SYMBOL,
): FeatureStream {
  // Refuses a NaN that plain JSON would quietly turn into null.
  const saved = canonicalJson(stream.saveState());
  const next = new FeatureStream(set, symbol);
  next.loadState(JSON.parse(saved));
  return next;
}
