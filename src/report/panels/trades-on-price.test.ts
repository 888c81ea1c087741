import type { BarTable, RunRecord, TradeRecord } from '#base';
import { describe, expect, it } from 'vitest';
import type { DotLayer } from '../charts/chart.ts';
import { tradesOnPricePanel } from './trades-on-price.ts';

const time = Float64Array.of(0, 1, 2, 3);
// Four shares for one before the third bar.
const close = Float64Array.of(400, 404, 102, 103);
const bars: BarTable = {
  time,
  open: close,
  high: close,
  low: close,
  close,
  volume: new Float64Array(4),
};

function trade(entryTime: number, entryPrice: number): TradeRecord {
  return {
    symbol: 'A',
    side: 'long',
    quantity: 4,
    entryTime,
    entryPrice,
    exitTime: 3,
    exitPrice: 103,
    netPnl: 10,
    fees: 0,
    returnFraction: 0.02,
    exitReason: 'signal',
  };
}

function panelOf(trades: readonly TradeRecord[], runTime: Float64Array = time) {
  return tradesOnPricePanel({
    equity: { time: runTime },
    prices: { A: bars },
    trades,
  } as unknown as RunRecord);
}

function dots(trades: readonly TradeRecord[]): DotLayer[] {
  return panelOf(trades).charts[0].layers.filter((layer) => layer.kind === 'dots');
}

describe('tradesOnPricePanel', () => {
  it('marks an entry at the price of its day, though its shares were split since', () => {
    const entries = dots([trade(0, 100)]).find(({ shape }) => shape === 'dot');
    expect(entries).toMatchObject({ x: [0], y: [400] });
  });

  it('marks an entry where it was filled, slippage and all', () => {
    const entries = dots([trade(1, 410)]).find(({ shape }) => shape === 'dot');
    expect(entries).toMatchObject({ x: [1], y: [410] });
  });

  it('draws the run’s bars alone, and says how many trades won', () => {
    const { charts, reading } = panelOf([trade(2, 102)], time.subarray(1, 4));
    expect([...charts[0].readout.x]).toEqual([1, 2, 3]);
    expect(reading).toContain('One closed trade in one symbol, 1 of them won');
  });
});
