import { QuantError } from '#base';
import type { SystemConfig } from '#config';
import { type Market, unionTimes } from '#data';
import { minimumBars } from '#models';
import { parseDate } from './dates.ts';

/**
 * Stamp of the first bar a learning run trades: the first at or after `--start`, or the one after the
 * bars that the first models are trained on.
 */
export function tradingStart(
  market: Market,
  models: readonly string[],
  option: string | undefined,
  config: SystemConfig,
): number {
  const times = unionTimes(market.assets.map((asset) => asset.bars.time));
  const bar =
    option === undefined
      ? Math.max(
          1,
          ...models.map((name) =>
            Math.max(minimumBars(name, config), config.training.minTrainBars),
          ),
        )
      : times.findIndex((time) => time >= parseDate(option, '--start'));
  if (bar > 0 && bar < times.length) return times[bar];
  throw new QuantError(
    'cli/too-few-bars',
    `A learning run needs bars before it begins to trade and after: it would begin at bar ${bar < 0 ? 'none' : bar} of ${times.length}; take a longer history or another --start.`,
  );
}
