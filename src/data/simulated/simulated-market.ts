import { type Interval, Random } from '#base';
import type { DataConfig } from '#config';
import { type AssetLaw, type AssetPath, simulateAsset } from './asset-path.ts';
import {
  type MarketPath,
  MEAN_INVERSE_VOLATILITY,
  simulateMarket,
  volatilityRestlessness,
} from './market-path.ts';
import { type PlantedEdge, plantEdge } from './planted-edge.ts';
import { type Timetable, timetableOf } from './timetable.ts';

export type SimulatedSettings = DataConfig['simulated'];

/** Everything fixed about one interval of the simulated market. */
export interface SimulatedMarket {
  readonly timetable: Timetable;
  readonly law: AssetLaw;
  readonly edge: PlantedEdge;
  /** What all assets share over the first `length` bars. */
  shared(length: number): MarketPath;
  /** SIM`number` over the bars of `shared`. */
  asset(number: number, shared: MarketPath): AssetPath;
}

/**
 * The market that a seed and settings describe at one interval; intervals are separate markets.
 *
 * @throws data/edge-too-strong
 */
export function simulatedMarket(
  seed: number,
  settings: SimulatedSettings,
  interval: Interval,
): SimulatedMarket {
  const timetable = timetableOf(interval, settings.calendar);
  const { barsPerYear, barsPerSession } = timetable;
  const nightVariance = timetable.nightVariance / barsPerSession;
  const volatility = settings.annualVolatility / Math.sqrt(barsPerYear * (1 + nightVariance));
  const edge = plantEdge({
    optimalSharpe: settings.optimalSharpe,
    barsPerYear,
    assets: settings.edgeAssets,
    correlation: settings.correlation,
    halfLifeBars: settings.edgeHalfLifeBars,
    costSigma: (settings.edgeCostBps / 10_000 / volatility) * MEAN_INVERSE_VOLATILITY,
    nightVariance,
    restlessness: volatilityRestlessness(timetable),
  });
  const law: AssetLaw = {
    shock: {
      jumpRate: Math.min(1, settings.jumpsPerYear / barsPerYear),
      jumpSigma: settings.jumpSigma,
    },
    correlation: settings.correlation,
    volatility,
    drift: Math.log1p(settings.annualDrift / barsPerYear),
    strength: edge.strength,
    persistence: edge.persistence,
  };
  const streamOf = (owner: string) => (name: string) =>
    Random.stream(seed, `simulated/${interval}/${owner}/${name}`);
  return {
    timetable,
    law,
    edge,
    shared: (length) =>
      simulateMarket(
        streamOf('market'),
        { correlation: law.correlation, law: law.shock, timetable },
        length,
      ),
    asset: (number, shared) => simulateAsset(streamOf(`SIM${number}`), law, shared, timetable),
  };
}
