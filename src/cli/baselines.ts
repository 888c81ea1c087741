import { type Baseline, type BacktestRun, passiveBaselines } from '#backtest';
import type { Market } from '#data';
import { metricOptions } from './metric-options.ts';
import { naiveForecast } from './naive-forecast.ts';
import type { Session } from './session.ts';

/** A run that is to be held against something. */
export interface HeldAgainst {
  readonly strategy: string;
  readonly market: Market;
  readonly run: Pick<BacktestRun, 'equity' | 'barsPerYear'>;
  /** Whether the strategy itself decides on forecasts. */
  readonly readsForecasts: boolean;
}

/** Beside buying and holding: passive accounts, and naive forecasts where the run reads any. */
export async function baselinesOf(
  session: Session,
  { market, run, strategy, readsForecasts }: HeldAgainst,
): Promise<readonly Baseline[]> {
  const { config } = session;
  const { time } = run.equity;
  const options = metricOptions(config, run.barsPerYear);
  const passive = passiveBaselines(market, time, config, options);
  const isNaive = strategy === 'ml' && config.trading.ml.model === 'persistence';
  if (!readsForecasts || isNaive) return passive;
  const naive = await naiveForecast(session, market, time[0], options);
  return naive === null ? passive : [naive, ...passive];
}
