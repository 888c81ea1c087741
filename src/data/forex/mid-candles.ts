import { type Bar, BAR_COLUMNS } from '#base';
import type { QuotedPeriod } from './read-candles.ts';

/** A candle midway between bid and ask; NaN throughout where only one of them is known. */
export type MidCandle = Bar;

/**
 * Candles midway between bid and ask, ascending, of the time in which anybody quoted.
 *
 * Open and close are the means of both sides', which were quoted together. High and low are the means
 * of both sides' extremes, which need not have been: mid price lay within them, and reached them
 * where the spread stood still. Volume is what was quoted on both sides together. A side that nobody
 * quoted within a candle stands at its last quote; before its first and after its last candle it is
 * unknown. Of a period under way, what one side has after the other's end is left for later.
 */
export function midCandles(period: QuotedPeriod): MidCandle[] {
  const { bid, ask, isWhole } = period;
  const bids = new Map(bid.map((candle) => [candle.time, candle]));
  const asks = new Map(ask.map((candle) => [candle.time, candle]));
  const quoted = [...bid, ...ask].filter(isQuoted).map(({ time }) => time);
  const from = Math.max(firstQuote(bid), firstQuote(ask));
  const until = lastCommonQuote(period);
  const times = [...new Set(quoted)].sort((a, b) => a - b);
  return times
    .filter((time) => isWhole || time <= until)
    .map((time) => {
      const one = bids.get(time);
      const other = asks.get(time);
      const isKnown = time >= from && time <= until;
      return one && other && isKnown ? middle(one, other) : unknown(time);
    });
}

/** Start of the last candle that both sides have; −∞ when one has none. */
export function lastCommonQuote({ bid, ask }: QuotedPeriod): number {
  return Math.min(lastQuote(bid), lastQuote(ask));
}

/** Whether anything happened in it: the decoder fills time without quotes with flat candles of volume 0. */
function isQuoted({ open, high, low, close, volume }: Bar): boolean {
  return volume > 0 || !(open === high && high === low && low === close);
}

function firstQuote(side: readonly Bar[]): number {
  return side.find(isQuoted)?.time ?? Number.POSITIVE_INFINITY;
}

function lastQuote(side: readonly Bar[]): number {
  return side.findLast(isQuoted)?.time ?? Number.NEGATIVE_INFINITY;
}

function middle(bid: Bar, ask: Bar): MidCandle {
  const mean = (one: number, other: number) => exact((one + other) / 2);
  return {
    time: bid.time,
    open: mean(bid.open, ask.open),
    high: mean(bid.high, ask.high),
    low: mean(bid.low, ask.low),
    close: mean(bid.close, ask.close),
    volume: exact(bid.volume + ask.volume),
  };
}

/** Without the last digits, which binary arithmetic adds to decimal prices. */
function exact(value: number): number {
  return Number(value.toFixed(10));
}

function unknown(time: number): MidCandle {
  const values = BAR_COLUMNS.map((name) => [name, Number.NaN]);
  return { time, ...(Object.fromEntries(values) as Omit<Bar, 'time'>) };
}
