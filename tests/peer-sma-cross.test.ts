import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { haveMarketData, MARKET_DATA_FOLDER } from './support/market-data.ts';
import { quantJson } from './support/quant.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

interface Golden {
  readonly results: Readonly<Record<string, { closedTrades: number; finalEquity: number }>>;
  /** Entry day, exit day, net result. */
  readonly goog: readonly (readonly [string, string, number])[];
}

interface Backtest {
  readonly metrics: { readonly finalEquity: number; readonly closedTrades: number };
  readonly trades: readonly { entryTime: number; exitTime: number; netPnl: number }[];
  readonly manifest: { readonly assumptions: Readonly<Record<string, unknown>> };
}

const golden = JSON.parse(
  readFileSync(join(import.meta.dirname, 'golden/peer_sma_cross.json'), 'utf8'),
) as Golden;

const folder = temporaryFolder();

const backtest = (symbol: string, interval: string) =>
  quantJson<Backtest>(
    folder,
    ...['backtest', '--config', join(import.meta.dirname, '../examples/peer-sma-cross.yaml')],
    ...['--provider', 'csv', '--data-dir', MARKET_DATA_FOLDER],
    ...['--assets', symbol, '--interval', interval],
  );

describe.skipIf(!haveMarketData('GOOG_1d.csv', 'SPY_1d.csv', 'BAC_1d.csv', 'ETHBTC_5m.csv'))(
  'the SMA cross that other programs agree on',
  () => {
    it.each([
      ['GOOG', '1d', 0.005],
      ['SPY', '1d', 0.005],
      ['BAC', '1d', 0.005],
      ['ETHBTC', '5m', 5e-7],
    ] as const)('ends with their equity on %s %s', async (symbol, interval, tolerance) => {
      const { metrics } = await backtest(symbol, interval);
      const expected = golden.results[`${symbol}_${interval}`];
      expect(metrics.closedTrades).toBe(expected.closedTrades);
      expect(Math.abs(metrics.finalEquity - expected.finalEquity)).toBeLessThan(tolerance);
    });

    it('makes their trades on GOOG, one by one, and says under which assumptions', async () => {
      const { trades, manifest } = await backtest('GOOG', '1d');
      const day = (time: number) => new Date(time).toISOString().slice(0, 10);
      expect(trades.map(({ entryTime, exitTime }) => [day(entryTime), day(exitTime)])).toEqual(
        golden.goog.map(([entry, exit]) => [entry, exit]),
      );
      trades.forEach(({ netPnl }, at) => expect(netPnl).toBeCloseTo(golden.goog[at][2], 6));
      expect(manifest.assumptions).toMatchObject({
        'corporate actions': 'ignored',
        'slippage, bps a side': 0,
        'commission, bps a side': 10,
        'volume cap, share of a bar': 'off',
        'risk gate': 'off',
        'cash check': false,
        sizing: 'fixed quantity 100',
        'closed at the end': false,
        'initial capital': 1_000_000,
      });
    });
  },
);
