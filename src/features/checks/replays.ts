import {
  decodeFiniteJson,
  encodeFiniteJson,
  firstRowAtOrAfter,
  type Random,
  sliceBars,
} from '#base';
import { FeatureStream, type FeatureStreamState } from '../pipeline/feature-stream.ts';
import { computeFeatures } from '../pipeline/feature-table.ts';
import { walkMarket } from '../pipeline/market-walk.ts';
import { barText, type Subject } from './subject.ts';

/** How often a state is saved and loaded on the way through an asset's bars. */
const RESTARTS = 6;
const CUTS = 4;

/** Where a bar at a time, the assets side by side, gives another value than batch, or null. */
export function streamFault(subject: Subject): string | null {
  return walkFault(subject, (same) => same);
}

/** Where a stream that was stopped and continued gives another value, or null. */
export function stateFault(subject: Subject, random: Random): string | null {
  const { definition, assets, set } = subject;
  const stops = assets.map(({ adjusted }) => {
    const bars = adjusted.time.length;
    // Half of them while windows are still filling.
    const young = Math.min(bars, 2 * definition.warmupBars + 20);
    const drawn = Array.from({ length: RESTARTS }, (_, at) =>
      random.integer(at % 2 === 0 ? young : bars),
    );
    return new Set(drawn);
  });
  return walkFault(subject, (stream, asset, row) => {
    if (!stops[asset].has(row)) return stream;
    const continued = new FeatureStream(set, assets[asset].symbol);
    const saved = encodeFiniteJson(stream.saveState());
    continued.loadState(decodeFiniteJson(saved) as FeatureStreamState);
    return continued;
  });
}

function walkFault(subject: Subject, renewed: Parameters<typeof walkMarket>[2]): string | null {
  const { set, assets, values } = subject;
  for (const { asset, row, stream } of walkMarket(set, assets, renewed)) {
    if (Object.is(stream.raw[0], values[asset][row])) continue;
    return difference(subject, asset, row, stream.raw[0]);
  }
  return null;
}

/** Where a history that ends earlier gives another value than the whole one, or null. */
export function lookAheadFault(subject: Subject, random: Random): string | null {
  const { set, assets, values } = subject;
  for (let cut = 0; cut < CUTS; cut++) {
    const { time } = assets[cut % assets.length].adjusted;
    const end = time[random.integer(time.length)];
    const shorter = assets.map(({ symbol, adjusted }) => {
      return { symbol, adjusted: sliceBars(adjusted, 0, firstRowAtOrAfter(adjusted.time, end)) };
    });
    for (const [asset, [column]] of computeFeatures(set, shorter).entries()) {
      const row = column.findIndex((value, at) => !Object.is(value, values[asset][at]));
      if (row !== -1) return difference(subject, asset, row, column[row]);
    }
  }
  return null;
}

function difference(subject: Subject, asset: number, row: number, value: number): string {
  return `is ${value} at ${barText(subject, asset, row)} and was ${subject.values[asset][row]}`;
}
