import { type BarTable, sliceBars } from '#base';
import { systemSchema, type SystemConfig } from '#config';
import { type CorporateAction, loadMarket, type Market } from '#data';
import { type TrainedModel, trainModel } from '#models';
import { randomBars } from './random-bars.ts';

const DAY_MS = 86_400_000;
const BEGIN = Date.UTC(2010, 0, 1);

/** Stamp of a market's day, counted from 0. */
export const dayOf = (day: number): number => BEGIN + day * DAY_MS;

/** Settings under which a retrain needs some hundred bars only, takes place often, and is accepted often. */
export function smallConfig(changes: Readonly<Record<string, object>> = {}): SystemConfig {
  return systemSchema.parse({
    ...changes,
    features: {
      only: ['ret1_vol', 'ret5_vol'],
      forecastHorizonBars: 2,
      scalingWindowBars: 20,
      volatilityHalfLifeBars: 10,
      ...changes['features'],
    },
    training: {
      minTrainBars: 60,
      validationFraction: 0.45,
      purgeBars: 2,
      embargoBars: 1,
      retrainIntervalBars: 25,
      retrainMinSamples: 1,
      retrainBufferBars: 1,
      retrainLatencyBars: 4,
      acceptMargin: 0,
      ...changes['training'],
    },
    trading: { risk: { enabled: false }, ml: { threshold: 0, band: 0.1 }, ...changes['trading'] },
    paths: { stateDir: '/state' },
    core: { checkpointIntervalBars: 7, snapshotsKept: 2, ...changes['core'] },
  });
}

interface ListedAsset {
  readonly symbol: string;
  readonly bars: BarTable;
  readonly actions?: readonly CorporateAction[];
}

export async function marketOf(listed: readonly ListedAsset[]): Promise<Market> {
  return loadMarket(
    async ({ symbol }) => {
      const found = listed.find((asset) => asset.symbol === symbol);
      if (found === undefined) throw new Error(`no ${symbol}`);
      return { bars: found.bars, actions: found.actions ?? [], quarantine: [], caveats: [] };
    },
    {
      symbols: listed.map(({ symbol }) => symbol),
      interval: '1d',
      start: dayOf(0),
      end: dayOf(100_000),
      corporateActions: 'apply',
      badBars: 'refuse',
    },
  );
}

/** Bars of one asset that trades every day. */
export const steadyMarket = (days: number, seed = 1): Promise<Market> =>
  marketOf([{ symbol: 'A', bars: randomBars(seed, days, { edge: 0.3 }) }]);

/**
 * Assets with calendars of their own: one trades every day, one misses days at random, and one is
 * listed late, pauses, splits, pays, and is gone before the end.
 */
export function unevenMarket(days: number): Promise<Market> {
  const end = dayOf(days);
  const upTo = (table: BarTable) => sliceBars(table, 0, table.time.filter((t) => t < end).length);
  const every = upTo(randomBars(1, days, { edge: 0.3 }));
  const some = upTo(randomBars(2, days, { edge: 0.3, skip: 0.2 }));
  const late = randomBars(3, days, { edge: 0.3 });
  const kept = late.time.map((time) =>
    Number(
      time >= dayOf(20) && time < dayOf(days - 10) && !(time >= dayOf(40) && time < dayOf(50)),
    ),
  );
  const splitTime = dayOf(days - 60);
  const column = (values: Float64Array, scale: number) =>
    values
      .map((value, row) => (late.time[row] >= splitTime ? value * scale : value))
      .filter((_, row) => kept[row] === 1);
  const third: BarTable = {
    time: late.time.filter((_, row) => kept[row] === 1),
    open: column(late.open, 1 / 3),
    high: column(late.high, 1 / 3),
    low: column(late.low, 1 / 3),
    close: column(late.close, 1 / 3),
    volume: column(late.volume, 3),
  };
  return marketOf([
    { symbol: 'A', bars: every },
    { symbol: 'B', bars: some },
    {
      symbol: 'C',
      bars: third,
      actions: [
        { time: splitTime, kind: 'split', value: 3 },
        { time: dayOf(days - 30), kind: 'dividend', value: 0.5 },
      ],
    },
  ]);
}

/** A champion of days before `start` on which prices turned where these go on: soon to be replaced. */
export async function poorChampion(
  market: Market,
  start: number,
  config: SystemConfig,
): Promise<TrainedModel> {
  const assets = market.assets.map(({ symbol }, at) => {
    return { symbol, adjusted: randomBars(90 + at, 400, { edge: -0.3 }) };
  });
  const span = { from: Number.NEGATIVE_INFINITY, to: start };
  const outcome = await trainModel({ name: 'ridge', assets, config, seed: 1, span });
  if (outcome.kind !== 'trained') throw new Error(outcome.kind);
  return outcome.trained;
}
