import { firstRowAtOrAfter, QuantError } from '#base';
import type { SystemConfig } from '#config';
import { LEAST_WARM_UP_MS } from '#core';
import { dateText, type Market, unionTimes } from '#data';
import { minimumBars } from '#models';
import type { Span } from './span.ts';

/**
 * Stamp of the first bar a learning run trades: the first at or after a named start, or the one after
 * the bars that the first models are trained on.
 */
export function tradingStart(
  market: Market,
  models: readonly string[],
  { start, isStartNamed }: Span,
  config: SystemConfig,
): number {
  const times = unionTimes(market.assets.map((asset) => asset.bars.time));
  const warm = firstRowAtOrAfter(times, times[0] + LEAST_WARM_UP_MS);
  const bar = isStartNamed
    ? firstRowAtOrAfter(times, start)
    : Math.max(warm, ...models.map((name) => barsToLearnFrom(name, config)));
  if (bar >= warm && bar < times.length) return times[bar];
  const have = `there are ${times.length} bars from ${dateText(times[0])} to ${dateText(times[times.length - 1])}`;
  throw new QuantError(
    'cli/too-few-bars',
    isStartNamed
      ? `A learning run needs a week of bars before it trades and one to trade, but ${have} and it is to start on ${dateText(start)}; choose another --start or --end.`
      : `A learning run trades after the ${bar} bars its first models learn from, but ${have}; take a longer history.`,
  );
}

function barsToLearnFrom(model: string, config: SystemConfig): number {
  return Math.max(minimumBars(model, config), config.training.minTrainBars);
}
