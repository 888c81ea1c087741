import { barAt, type BarTable, quantileOfSorted, sliceBars } from '#base';
import { type SystemConfig, systemSchema } from '#config';
import {
  buildFeatures,
  computeFeatures,
  type FeatureSet,
  FeatureStream,
  FEATURES,
  featureSet,
} from '#features';
import { pricesOf, rivalLevels, rivalNewest, SHARED_LEVELS } from './indicator-rival.ts';
import { print } from './print.ts';
import { timed } from './timing.ts';
import { walk } from './walk.ts';

const BARS = 1_000_000;
const LIVE_BARS = 100_000;
const SYMBOL = 'BTC/USDT';
const CONFIG: SystemConfig = systemSchema.parse({ data: { interval: '1m' } });

/** What models read; change points apart, which cost as much as thirty other features. */
const everything = featureSet(CONFIG);
const withoutChanges = featureSet(
  CONFIG,
  everything.definitions.filter(({ group }) => group !== 'change-point'),
);

/** All features over long histories, one live bar, and the levels beside another library’s. */
export function benchFeatures(): void {
  const bars = walk(1, BARS);
  benchBatch(bars);
  benchLive(bars);
  benchRival(bars);
}

function benchBatch(bars: BarTable): void {
  const build = (set: FeatureSet, rows: number) => {
    const adjusted = sliceBars(bars, 0, rows);
    const { cpuSeconds } = timed(() => buildFeatures(set, [{ symbol: SYMBOL, adjusted }]).length);
    print(
      `${set.names.length} features x ${rows} bars, scaled`,
      `${cpuSeconds.toFixed(2)} CPU-s`,
      `${((cpuSeconds / rows) * 1e6).toFixed(2)} µs a bar; budget 3 s for 1,000,000`,
    );
  };
  for (const rows of [10_000, 100_000, BARS]) build(withoutChanges, rows);
  build(everything, BARS);
}

function benchLive(bars: BarTable): void {
  for (const set of [withoutChanges, everything]) {
    const stream = new FeatureStream(set, SYMBOL);
    const micros = new Float64Array(LIVE_BARS);
    for (let row = 0; row < 2 * LIVE_BARS; row++) {
      const bar = barAt(bars, row);
      const before = performance.now();
      stream.advance(bar);
      if (row >= LIVE_BARS) micros[row - LIVE_BARS] = 1000 * (performance.now() - before);
    }
    micros.sort();
    print(
      `one live bar, ${set.names.length} features`,
      `p50 ${quantileOfSorted(micros, 0.5).toFixed(1)}, p99 ${quantileOfSorted(micros, 0.99).toFixed(1)} µs`,
      `budget ${set === everything ? 250 : 50} µs`,
    );
  }
}

function benchRival(bars: BarTable): void {
  const set = featureSet(
    CONFIG,
    FEATURES.filter(({ name }) => SHARED_LEVELS.includes(name)),
  );
  const prices = pricesOf(bars);
  const ours = timed(() => computeFeatures(set, [{ symbol: SYMBOL, adjusted: bars }])[0]);
  const theirs = timed(() => rivalLevels(prices));
  for (const [name, value] of Object.entries(rivalNewest(prices))) {
    const own = ours.result[set.names.indexOf(name)][BARS - 1];
    if (!(Math.abs(own - value) <= 1e-6 * Math.max(1, Math.abs(value)))) {
      throw new Error(`The two disagree on ${name}: ${own} and ${value}`);
    }
  }
  print(
    `${set.names.length} indicators x ${BARS} bars, bar by bar`,
    `${ours.cpuSeconds.toFixed(2)} CPU-s`,
    `${(ours.cpuSeconds / theirs.cpuSeconds).toFixed(2)} x @ixjb94/indicators, column by column`,
  );
}
