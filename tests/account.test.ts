import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '#base';
import { haveMarketData, MARKET_DATA_FOLDER } from './support/market-data.ts';
import { quantJson } from './support/quant.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

interface Backtest {
  readonly files: { readonly folder: string };
  readonly metrics: Readonly<Record<string, number>>;
  readonly fills: readonly {
    readonly quantity: number;
    readonly price: number;
    readonly fee: number;
    readonly rate: number;
  }[];
}

const folder = temporaryFolder();

const inEuro = (...more: readonly string[]) =>
  quantJson<Backtest>(
    folder,
    ...['backtest', '--provider', 'csv', '--data-dir', MARKET_DATA_FOLDER],
    ...['--assets', 'EURUSD', '--interval', '1h', '--strategy', 'sma-cross'],
    ...['--start', '2008-01-01', '--end', '2009-01-01', '--set', 'trading.currency=EUR'],
    ...['--set', 'trading.smaCross.allowShort=true', '--set', 'trading.financing.debitRate=0.05'],
    ...['--set', 'backtest.closeAtEnd=true', ...more],
    ...['--set', 'trading.risk.maxDrawdown=1', '--set', 'trading.risk.dailyLossLimit=1'],
  );

describe.skipIf(!haveMarketData('EURUSD_1h.csv'))('an account in euro that trades EURUSD', () => {
  it('ends with what its fills leave in both currencies', async () => {
    const { fills, metrics } = await inEuro();
    expect(fills.length).toBeGreaterThan(10);
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    const dollars = -sum(fills.map(({ quantity, price }) => quantity * price));
    const euro = 100_000 - sum(fills.map(({ fee }) => fee)) + metrics['interestReceived'];
    // All is sold at the last close, whose inverse is the rate of the last fill, slippage aside.
    const rate = fills[fills.length - 1].rate;
    expect(metrics['finalEquity']).toBeCloseTo(euro + dollars * rate, 4);
    expect(Math.abs(metrics['exchangeGains'])).toBeGreaterThan(0);
  });

  it('is the same account in the self-learning loop, margin calls and all', async () => {
    const levered = [
      ...['--set', 'backtest.closeAtEnd=false', '--set', 'trading.cashCheck=false'],
      ...['--set', 'trading.sizing.method=fixed-quantity'],
      ...['--set', 'trading.sizing.quantity=400000'],
      ...[
        '--set',
        'trading.risk.maxGrossFraction=5',
        '--set',
        'trading.risk.maxPositionFraction=5',
      ],
      ...['--set', 'trading.margin.initialFraction=0.2'],
      ...['--set', 'trading.margin.maintenanceFraction=0.19'],
    ];
    const records = [];
    for (const more of [[], ['--learn']]) {
      const { files } = await inEuro(...levered, ...more);
      const text = readFileSync(join(folder, files.folder, 'run.json'), 'utf8');
      records.push(JSON.parse(text) as Pick<RunRecord, 'breaches' | 'flows' | 'fills'>);
    }
    const [replayed, learned] = records;
    expect(replayed.breaches.map(({ code }) => code)).toContain('MARGIN_CALL');
    expect(replayed.flows.length).toBeGreaterThan(0);
    for (const part of ['breaches', 'flows', 'fills'] as const) {
      expect(learned[part], part).toEqual(replayed[part]);
    }
  });
});
