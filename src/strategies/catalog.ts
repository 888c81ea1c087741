import { type Logger, QuantError, SILENT_LOGGER } from '#base';
import type { TradingConfig } from '#config';
import { BuyAndHold } from './buy-and-hold.ts';
import { EnsembleStrategy } from './ensemble.ts';
import { Macd } from './macd.ts';
import { MLSignalStrategy } from './ml-signal.ts';
import { ownStrategy } from './own/own-strategies.ts';
import { Pairs } from './pairs.ts';
import { SmaCross } from './sma-cross.ts';
import type { Strategy } from './strategy.ts';
import { TimeSeriesMomentum } from './tsmom.ts';

const MAKERS: Readonly<
  Record<string, (assets: number, trading: TradingConfig, logger: Logger) => Strategy>
> = {
  'buy-and-hold': () => new BuyAndHold(),
  'sma-cross': (assets, trading) => new SmaCross(assets, trading.smaCross),
  macd: (assets, trading) => new Macd(assets, trading.macd),
  tsmom: (assets, trading) => new TimeSeriesMomentum(assets, trading.tsmom),
  pairs: (assets, trading) => new Pairs(assets, trading.pairs),
  ml: (assets, trading) => new MLSignalStrategy(assets, trading.ml),
  ensemble: (assets, trading, logger) => new EnsembleStrategy(assets, trading.ensemble, logger),
};

/** Names of the strategies that come with the program. */
export const STRATEGY_NAMES: readonly string[] = Object.keys(MAKERS);

/**
 * The strategy of that name for a run of so many assets.
 *
 * @param name - one of `STRATEGY_NAMES`, or the file of a strategy that `loadStrategyFile` has loaded
 * @throws strategies/unknown-strategy
 */
export function createStrategy(
  name: string,
  assets: number,
  trading: TradingConfig,
  logger: Logger = SILENT_LOGGER,
): Strategy {
  if (Object.hasOwn(MAKERS, name)) return MAKERS[name](assets, trading, logger);
  const own = ownStrategy(name, assets);
  if (own !== null) return own;
  throw new QuantError(
    'strategies/unknown-strategy',
    `Strategy ${JSON.stringify(name)} is not known; choose one of ${STRATEGY_NAMES.join(', ')}, or name a file of your own, FILE.ts.`,
  );
}
