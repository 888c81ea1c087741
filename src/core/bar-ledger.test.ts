import { describe, expect, it } from 'vitest';
import { Journal } from '#base';
import { VirtualDisk } from '../../tests/support/virtual-disk.ts';
import { type BarEntry, JournalledLedger } from './bar-ledger.ts';

const FOLDER = '/state';

const entryOf = (bar: number, changes: Partial<BarEntry> = {}): BarEntry => ({
  bar,
  time: bar * 1000,
  equity: 100 + bar,
  cash: 100,
  grossExposure: 0,
  netExposure: 0,
  orders: [],
  fills: [],
  trades: [],
  breach: null,
  retrains: [],
  ...changes,
});
const order = {
  id: 'q2-ml-A-1-signal',
  asset: 0,
  kind: 'market' as const,
  quantity: 1,
  price: null,
  reason: 'forecast',
  decidedAt: 1,
};

const ledgerOn = (disk: VirtualDisk, snapshotBar: number) => {
  const ledger = new JournalledLedger(Journal.open(disk, FOLDER));
  ledger.continueFrom(snapshotBar);
  return ledger;
};

/** A disk with bars 1 to `bars`, all durable. */
function diskWith(bars: number): VirtualDisk {
  const disk = new VirtualDisk();
  const ledger = ledgerOn(disk, 0);
  for (let bar = 1; bar <= bars; bar++) ledger.record(entryOf(bar));
  ledger.sync();
  return disk;
}

/** Bars that a loss of power now leaves at the least. */
function barsAfterCrash(disk: VirtualDisk): number {
  const left = [...disk.crashStates()].map((crashed) => ledgerOn(crashed, 0).lastBar);
  return Math.min(...left);
}

describe('JournalledLedger', () => {
  it.each<[string, Partial<BarEntry>]>([
    ['orders', { orders: [order] }],
    [
      'fills',
      {
        fills: [
          {
            orderId: order.id,
            time: 1,
            symbol: 'A',
            quantity: 1,
            price: 2,
            fee: 0,
            slippageCost: 0,
            reason: 'forecast',
          },
        ],
      },
    ],
    [
      'retrains',
      {
        retrains: [
          {
            model: 'ridge',
            triggerBar: 1,
            effectBar: 3,
            time: 1,
            reasons: [],
            verdict: 'REJECTED',
            championLoss: 1,
            challengerLoss: 2,
            detail: '',
          },
        ],
      },
    ],
  ])('has a bar with %s on disk before it returns', (_, changes) => {
    const disk = new VirtualDisk();
    const ledger = ledgerOn(disk, 0);
    ledger.record(entryOf(1));
    ledger.record(entryOf(2));
    expect(barsAfterCrash(disk)).toBe(0);
    ledger.record(entryOf(3, changes));
    expect(barsAfterCrash(disk)).toBe(3);
    expect([...ledger.entries()]).toEqual([entryOf(1), entryOf(2), entryOf(3, changes)]);
  });

  it('expects the bars since the snapshot again, and writes none of them twice', () => {
    const disk = diskWith(5);
    const ledger = ledgerOn(disk, 2);
    expect(ledger.lastBar).toBe(5);
    expect([2, 3, 5, 6].map((bar) => ledger.known(bar)?.bar)).toEqual([undefined, 3, 5, undefined]);
    for (let bar = 3; bar <= 7; bar++) ledger.record(entryOf(bar));
    expect(ledger.known(3)).toBeUndefined();
    ledger.sync();
    expect([...ledger.entries()].map(({ bar }) => bar)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('refuses a bar that comes out differently, and names what differs', () => {
    const ledger = ledgerOn(diskWith(5), 2);
    ledger.record(entryOf(3));
    expect(() => ledger.record(entryOf(4, { equity: 7 }))).toThrow(
      expect.objectContaining({
        code: 'core/replay-diverged',
        message: expect.stringContaining(
          'Bar 4 (1970-01-01T00:00:04.000Z) came out differently from the journal, equity 7 instead of 104',
        ),
      }),
    );
  });

  it('refuses a journal that ends before its snapshot', () => {
    expect(() => ledgerOn(diskWith(5), 6)).toThrow(
      expect.objectContaining({ code: 'core/journal-gap' }),
    );
    expect(() => ledgerOn(new VirtualDisk(), 1)).toThrow('journal ends at bar 0');
    expect(ledgerOn(diskWith(5), 5).lastBar).toBe(5);
  });

  it('never skips a bar', () => {
    expect(() => ledgerOn(diskWith(5), 5).record(entryOf(7))).toThrow('bar 7 follows bar 5');
  });
});
