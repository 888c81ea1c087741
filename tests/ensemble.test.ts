import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSavedRun } from '#backtest';
import type { FillRecord, RetrainRecord, RunManifest } from '#base';
import { nodeDisk } from '#base/node';
import type { ModelCard } from '#models';
import { barCsv } from './support/bar-csv.ts';
import { plant } from './support/file-tree.ts';
import { quant, quantJson, sentences } from './support/quant.ts';
import { randomBars } from './support/random-bars.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const root = temporaryFolder();

function newHome(): string {
  const home = mkdtempSync(join(root, 'home-'));
  const bars = randomBars(5, 900, { edge: 0.3 });
  plant(home, { 'data/A_1d.csv': barCsv(bars), 'data/B_1d.csv': barCsv(randomBars(6, 900)) });
  return home;
}

const MARKET = ['--data-dir', 'data', '--assets', 'A,B'];
const QUICK = [
  'features.scalingWindowBars=40',
  'features.only=["ret1_vol","ret5_vol","ret21_vol"]',
  'model.seqLen=10',
  'training.minTrainBars=150',
  'trading.ensemble.models=["ridge","persistence"]',
  'trading.ensemble.halfLifeBars=60',
].flatMap((setting) => ['--set', setting]);
const ENSEMBLE = ['--strategy', 'ensemble', ...MARKET, ...QUICK, '--start', '2011-08-01'];

interface Live {
  readonly barCounter: number;
  readonly resumedFrom: number | null;
  readonly bars: readonly { readonly equity: number }[];
  readonly fills: readonly FillRecord[];
  readonly retrains: readonly RetrainRecord[];
  readonly modelWeights: Readonly<Record<string, number>>;
  readonly champions: readonly { readonly model: string }[];
}

describe('a backtest of the ensemble', () => {
  it('says what to train, then trades the votes and keeps the weights of every bar', async () => {
    const home = newHome();
    const test = ['backtest', ...ENSEMBLE];
    const { code, stderr } = await quant(home, ...test);
    expect(code).toBe(2);
    expect(sentences(stderr)).toEqual([
      'There is no model ridge or persistence in models; run quant train --model ridge,persistence --assets A,B --interval 1d first.',
    ]);
    const train = ['train', '--model', 'ridge,persistence', '--end', '2011-06-30', ...MARKET];
    await quantJson(home, ...train, ...QUICK, '--set', 'training.folds=2');
    const { manifest, fills, files } = await quantJson<{
      manifest: RunManifest;
      fills: readonly FillRecord[];
      files: { folder: string };
    }>(home, ...test);
    expect(manifest.strategy).toBe('ensemble');
    expect(manifest.models.length).toBe(2);
    expect(fills.some(({ reason }) => reason === 'vote')).toBe(true);
    const { record, breakdowns } = await readSavedRun(nodeDisk, join(home, files.folder));
    const time = record.modelWeights?.time;
    const share = record.modelWeights?.share ?? {};
    expect(time).toEqual(record.equity.time);
    expect(Object.keys(share)).toEqual(['ridge', 'persistence']);
    expect([share['ridge'][0], share['persistence'][0]]).toEqual([0.5, 0.5]);
    share['ridge'].forEach((weight, bar) => {
      expect(weight + share['persistence'][bar]).toBeCloseTo(1, 12);
    });
    expect(share['ridge'].at(-1)).not.toBe(0.5);
    const earned = breakdowns.byModel.map(({ metrics }) => metrics.netProfit ?? Number.NaN);
    const { equity } = record.equity;
    expect(earned[0] + earned[1]).toBeCloseTo(equity[equity.length - 1] - equity[0], 6);
    expect(breakdowns.byModel.map(({ name }) => name)).toEqual(['ridge', 'persistence']);
  });
});

describe('a live run of the ensemble', () => {
  const live = ['live', ...ENSEMBLE, '--set', 'training.retrainIntervalBars=100'];
  const some = [
    '--set',
    'training.retrainMinSamples=300',
    '--set',
    'core.checkpointIntervalBars=7',
  ];

  it('trains the models it lacks, retrains each, and goes on with its weights after a stop', async () => {
    const [whole, stopped] = [newHome(), newHome()];
    const all = await quantJson<Live>(whole, ...live, ...some, '--max-bars', '160');
    const cards = await quantJson<ModelCard[]>(whole, 'models');
    expect(cards.map(({ name }) => name).toSorted()).toEqual(['persistence', 'ridge']);
    expect(all.champions.map(({ model }) => model)).toEqual(['ridge', 'persistence']);
    expect(new Set(all.retrains.map(({ model }) => model))).toEqual(
      new Set(['ridge', 'persistence']),
    );
    expect(all.modelWeights['ridge']).not.toBe(0.5);
    await quantJson<Live>(stopped, ...live, ...some, '--max-bars', '90');
    const rest = await quantJson<Live>(stopped, ...live, ...some, '--max-bars', '70');
    expect(rest.resumedFrom).toBe(90);
    expect(rest.modelWeights).toEqual(all.modelWeights);
    expect([rest.bars, rest.fills]).toEqual([all.bars, all.fills]);
  });

  it('decides as a backtest that learns', async () => {
    const home = newHome();
    const slow = [
      '--set',
      'training.retrainIntervalBars=100000',
      '--set',
      'training.sharpeThreshold=null',
    ];
    const traded = await quantJson<Live>(home, 'live', ...ENSEMBLE, ...slow, '--max-bars', '120');
    const tested = await quantJson<{ fills: FillRecord[] }>(
      home,
      ...['backtest', '--learn', ...ENSEMBLE, ...slow],
    );
    expect(traded.fills.length).toBeGreaterThan(0);
    expect(tested.fills.slice(0, traded.fills.length)).toEqual(traded.fills);
  });
});
