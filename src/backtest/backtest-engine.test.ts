import { expect, it } from 'vitest';
import { SILENT_LOGGER } from '#base';
import { systemSchema } from '#config';
import { type Market, marketUntil } from '#data';
import { createStrategy } from '#strategies';
import { preparedMarket } from '../../tests/support/prepared-market.ts';
import { BacktestEngine } from './backtest-engine.ts';

function fillsOf(market: Market, trading: object) {
  const config = systemSchema.parse({ trading: { risk: { enabled: false }, ...trading } });
  return new BacktestEngine({
    market,
    start: 0,
    strategy: createStrategy('buy-and-hold', market.assets.length, config.trading),
    config,
    forecasts: null,
    logger: SILENT_LOGGER,
  }).run().fills;
}

const restless = Array.from({ length: 40 }, (_, day) => 10 + (day % 3));

it('sizes by no more of the calendar than is known', async () => {
  const prices = Array.from({ length: 400 }, () => 10);
  const market = await preparedMarket({ A: { prices: restless }, B: { prices, from: 40 } });
  // From the end of A on only weekdays trade.
  const [a, b] = market.assets;
  const { bars, factors } = b;
  const onWeekdays = (column: Float64Array) =>
    column.filter((_, row) => new Date(bars.time[row]).getUTCDay() % 6 !== 0);
  const { time, open, high, low, close, volume } = bars;
  const left = {
    time: onWeekdays(time),
    open: onWeekdays(open),
    high: onWeekdays(high),
    low: onWeekdays(low),
    close: onWeekdays(close),
    volume: onWeekdays(volume),
  };
  const kept = {
    factor: onWeekdays(factors.factor),
    splitRatio: onWeekdays(factors.splitRatio),
    dividend: onWeekdays(factors.dividend),
  };
  const whole = { ...market, assets: [a, { ...b, bars: left, adjusted: left, factors: kept }] };
  const known = marketUntil(whole, left.time[5]);
  const sizing = { method: 'volatility-target' };
  const short = fillsOf(known, { sizing });
  expect(short.length).toBeGreaterThan(0);
  expect(fillsOf(whole, { sizing }).slice(0, short.length)).toEqual(short);
});

it('lets a strategy see prices as late as they are told', async () => {
  const market = await preparedMarket({ A: { prices: restless } });
  const sizing = { method: 'fixed-fraction' };
  const [prompt] = fillsOf(market, { sizing });
  const [late] = fillsOf(market, { sizing, dataDelayMinutes: 2 * 1440 });
  expect(late.time - prompt.time).toBe(2 * 86_400_000);
});
