import { type Baseline, type MetricOptions, measureBaseline } from '#backtest';
import type { SystemConfig } from '#config';
import type { Market } from '#data';
import { trainModel, untrainedReason } from '#models';
import { tradeForecasts } from './net-figures.ts';
import type { Session } from './session.ts';

const MODEL = 'persistence';
const MEANING =
  'The ml strategy with the costs of the run, on forecasts that the last return repeats itself; no halt ends its losses.';

/**
 * What the ML strategy makes of forecasts that the last return repeats itself, on the same bars with the
 * same costs; null, with a line in the log, where the bars before the run are too few to size them.
 *
 * As when models are judged, no halt ends its losses.
 *
 * @param start - stamp of the run's first bar, UTC epoch ms
 */
export async function naiveForecast(
  { config, logger }: Session,
  market: Market,
  start: number,
  options: MetricOptions,
): Promise<Baseline | null> {
  const naive = withFeature(config, 'ret1_vol');
  const outcome = await trainModel({
    name: MODEL,
    assets: market.assets,
    config: naive,
    seed: config.seed,
    span: { from: Number.NEGATIVE_INFINITY, to: start },
  });
  if (outcome.kind !== 'trained') {
    logger.info(`No naive forecast to compare with: it ${untrainedReason(outcome)}`);
    return null;
  }
  const { trained } = outcome;
  const run = await tradeForecasts(naive, market, { name: MODEL, models: [trained], start });
  await trained.model.release();
  return measureBaseline({ name: 'Naive forecast', meaning: MEANING, curve: run.equity }, options);
}

/** The settings of a model that reads one feature: the others would be computed for nothing. */
function withFeature(config: SystemConfig, name: string): SystemConfig {
  return { ...config, features: { ...config.features, only: [name], files: [] } };
}
