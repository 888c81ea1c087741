import { type Logger, messageOf } from '#base';
import { paperMarket, volumeFrom } from '#backtest';
import type { SystemConfig } from '#config';
import type { Market } from '#data';
import { modelsRead, PaperExecutor, TradingDesk } from '#execution';
import { LiveForecaster, type LiveForecasterOptions, type TrainedModel } from '#models';
import { createStrategy, delayedStrategy } from '#strategies';
import type { BarLedger } from './bar-ledger.ts';
import { leastSamples } from './least-samples.ts';
import type { Retrainer } from './retrain-task.ts';
import { SelfTrainer } from './self-trainer.ts';

export interface SelfTrainerParts {
  readonly config: SystemConfig;
  readonly strategy: string;
  readonly market: Market;
  readonly barsPerYear: number;
  readonly champions: readonly TrainedModel[];
  readonly retrainer: Retrainer;
  readonly ledger: BarLedger;
  readonly logger: Logger;
}

/** A self-trainer that trades a market on paper. */
export function paperSelfTrainer(parts: SelfTrainerParts): SelfTrainer {
  const { config, market, barsPerYear, champions, logger } = parts;
  const symbols = market.assets.map((asset) => asset.symbol);
  const strategy = createStrategy(parts.strategy, symbols.length, config.trading, logger);
  return new SelfTrainer({
    config,
    symbols,
    barsPerYear,
    champions,
    logger,
    retrainer: parts.retrainer,
    modelWeights: () => strategy.modelWeights,
    ledger: parts.ledger,
    minSamples: leastSamples(
      champions.map(({ card }) => card.name),
      config,
      logger,
    ),
    forecaster: new LiveForecaster({
      symbols,
      config,
      ...soleOrSpared(modelsRead(strategy, config), logger),
    }),
    desk: new TradingDesk({
      symbols,
      trading: config.trading,
      portfolio: config.portfolio,
      initialCapital: config.backtest.initialCapital,
      riskFreeRate: config.backtest.riskFreeRate,
      barsPerYear,
      volatilityHalfLifeBars: config.features.volatilityHalfLifeBars,
      strategy: delayedStrategy(strategy, config.trading.dataDelayMinutes, market.interval),
      executor: new PaperExecutor(
        config.trading,
        market.assets.map(volumeFrom),
        paperMarket(market, config),
      ),
      logger,
    }),
  });
}

/** Where several models are read, one that throws is logged once and the others go on. */
function soleOrSpared(
  models: readonly string[],
  logger: Logger,
): Pick<LiveForecasterOptions, 'onFailure'> {
  if (models.length < 2) return {};
  const logged = new Set<string>();
  return {
    onFailure: (model, cause) => {
      if (logged.has(model)) return;
      logged.add(model);
      logger.error(`Model ${model} failed and is left out: ${messageOf(cause)}`);
    },
  };
}
