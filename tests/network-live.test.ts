import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RetrainRecord } from '#base';
import { quant, quantJson } from './support/quant.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

interface LiveDocument {
  readonly finalEquity: number;
  readonly fills: readonly unknown[];
  readonly retrains: readonly RetrainRecord[];
}

const root = temporaryFolder();
const SETTINGS = [
  'trading.ml.model=transformer',
  'model.seqLen=12',
  'model.transformer.layers=1',
  'training.epochs=1',
  'features.scalingWindowBars=40',
].flatMap((setting) => ['--set', setting]);
const MARKET = ['--provider', 'sim', '--assets', 'SIM1', '--interval', '1d'];
const SPAN = ['--start', '2012-01-01', '--end', '2013-06-30'];

describe('a network in a live run', () => {
  it('trades as in a backtest, is retrained in a child, and the verdict is told', async () => {
    const home = mkdtempSync(join(root, 'home-'));
    const learning = [
      '--set',
      'training.retrainIntervalBars=100',
      '--set',
      'training.sharpeThreshold=2',
    ];
    const { code, stdout, stderr } = await quant(
      home,
      ...['live', '--broker', 'paper', '--strategy', 'ml', '--speed', '0', '--json'],
      ...[...MARKET, ...SPAN, ...SETTINGS, ...learning],
    );
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/Retrain triggered at bar \d+ \| reasons: .*sharpe \(/);
    expect(stderr).toMatch(/Retrain 'transformer' (ACCEPTED|REJECTED) \| hold-out loss/);
    const live = JSON.parse(stdout) as LiveDocument;
    expect(live.retrains.length).toBeGreaterThan(0);
    expect(live.retrains.every(({ verdict }) => verdict !== 'FAILED')).toBe(true);
    const backtest = await quantJson<{
      readonly metrics: { readonly finalEquity: number };
      readonly fills: readonly unknown[];
    }>(
      home,
      'backtest',
      '--learn',
      '--strategy',
      'ml',
      ...MARKET,
      ...SPAN,
      ...SETTINGS,
      ...learning,
    );
    expect(backtest.metrics.finalEquity).toBe(live.finalEquity);
    expect(backtest.fills).toEqual(live.fills);
    expect(live.fills.length).toBeGreaterThan(5);
  });
});
