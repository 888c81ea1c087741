import type { Logger } from '#base';
import { reportsVolume } from '#backtest';
import type { SystemConfig } from '#config';
import type { Market } from '#data';
import { PaperExecutor, TradingDesk } from '#execution';
import { LiveForecaster, type TrainedModel } from '#models';
import { createStrategy } from '#strategies';
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
  return new SelfTrainer({
    config,
    symbols,
    barsPerYear,
    champions,
    logger,
    retrainer: parts.retrainer,
    ledger: parts.ledger,
    minSamples: leastSamples(
      champions.map(({ card }) => card.name),
      config,
      logger,
    ),
    forecaster: new LiveForecaster({ symbols, config }),
    desk: new TradingDesk({
      symbols,
      trading: config.trading,
      initialCapital: config.backtest.initialCapital,
      barsPerYear,
      volatilityHalfLifeBars: config.features.volatilityHalfLifeBars,
      strategy: createStrategy(parts.strategy, symbols.length, config.trading),
      executor: new PaperExecutor(config.trading, market.assets.map(reportsVolume)),
      logger,
    }),
  });
}
