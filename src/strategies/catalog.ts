import { QuantError } from '#base';
import type { TradingConfig } from '#config';
import { BuyAndHold } from './buy-and-hold.ts';
import { MLSignalStrategy } from './ml-signal.ts';
import { SmaCross } from './sma-cross.ts';
import type { Strategy } from './strategy.ts';
import { TimeSeriesMomentum } from './tsmom.ts';

const MAKERS: Readonly<Record<string, (assets: number, trading: TradingConfig) => Strategy>> = {
  'buy-and-hold': () => new BuyAndHold(),
  'sma-cross': (assets, trading) => new SmaCross(assets, trading.smaCross),
  tsmom: (assets, trading) => new TimeSeriesMomentum(assets, trading.tsmom),
  ml: (assets, trading) => new MLSignalStrategy(assets, trading.ml),
};

export const STRATEGY_NAMES: readonly string[] = Object.keys(MAKERS);

/** The strategy of that name for a run of so many assets. */
export function createStrategy(name: string, assets: number, trading: TradingConfig): Strategy {
  if (!Object.hasOwn(MAKERS, name)) {
    throw new QuantError(
      'strategies/unknown-strategy',
      `Strategy "${name}" is not known; choose one of ${STRATEGY_NAMES.join(', ')}.`,
    );
  }
  return MAKERS[name](assets, trading);
}
