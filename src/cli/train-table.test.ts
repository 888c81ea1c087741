import { describe, expect, it } from 'vitest';
import type { FoldResult } from '#models';
import { outputTo } from './output.ts';
import type { Session } from './session.ts';
import { luckOf, type ModelReport, printReports, type SkippedModel } from './train-table.ts';

const day = (text: string) => Date.parse(text);

function reportOf(
  name: string,
  { folder = `models/${name}/0`, from = '2020-01-01', sharpe = 0.5, error = 0.3 as number | null },
): ModelReport {
  const score = (samples: number, r2: number) =>
    ({
      test: { from: day(from), to: day('2021-01-01') },
      score: { samples, r2, rankIc: null, directionalAccuracy: 0.5 },
    }) as unknown as FoldResult;
  const folds = [score(100, 0.01), score(300, 0.03)];
  return {
    name,
    folder: folder === '' ? null : folder,
    outcome: { kind: 'trained', folds } as unknown as ModelReport['outcome'],
    net: {
      sharpeRatio: sharpe,
      sharpeStandardError: error,
      annualizedReturn: 0.05,
      maxDrawdown: 0.1,
    } as unknown as ModelReport['net'],
  };
}

function printed(reports: readonly ModelReport[], skipped: readonly SkippedModel[] = []) {
  let text = '';
  const output = outputTo({ write: (part: string) => (text += part) }, false);
  const session = { output, config: { paths: { modelDir: 'models' } } } as unknown as Session;
  const held = { from: day('2020-01-01'), metrics: reports[0].net };
  printReports(session, reports, skipped, held);
  return text.trimEnd().split('\n');
}

describe('luckOf', () => {
  it('is the expected best of so many worthless models, in their mean standard error', () => {
    const errors = [0.2, 0.3, 0.4];
    const luck = luckOf(errors.map((error) => reportOf('a', { error })));
    expect(luck).toEqual({
      trials: 3,
      standardError: expect.closeTo(0.3, 12),
      sharpe: expect.closeTo(0.3 * 0.8462843753216345, 12),
    });
  });

  it('counts a model that never traded as tried, though it has no standard error', () => {
    const luck = luckOf([reportOf('a', { error: null }), reportOf('b', { error: 0.3 })]);
    expect(luck).toEqual({
      trials: 2,
      standardError: 0.3,
      sharpe: expect.closeTo(0.3 / Math.sqrt(Math.PI), 12),
    });
    expect(luckOf([reportOf('a', { error: null })])).toEqual({
      trials: 1,
      standardError: null,
      sharpe: null,
    });
  });
});

describe('the table after training', () => {
  const three = [
    reportOf('lstm', {}),
    reportOf('ridge', { folder: '' }),
    reportOf('vlstm', { from: '2020-03-01' }),
  ];

  it('says how many were tried and what the best of them would show by luck', () => {
    expect(printed(three)[0]).toBe(
      'Out of sample from 2020-01-01, 2 folds. 3 models were tried: the best of 3 without any edge would show a net Sharpe of 0.25 by luck (0.85 standard errors of 0.30).',
    );
    expect(printed(three.slice(0, 1))[0]).toMatch(
      /2 folds\. One model was tried: luck alone moves its net Sharpe by 0\.30\.$/,
    );
    expect(printed([reportOf('a', { error: null })])[0]).toMatch(/One model was tried\.$/);
  });

  it('marks what is not kept and what was tested from another day on', () => {
    const lines = printed(three);
    expect(lines.filter((line) => /^(lstm|ridge|vlstm|buy)/.test(line))).toEqual([
      expect.stringMatching(
        /^lstm  +0\.97500  +n\/a  +0\.5000  +0\.50 ± 0\.30  +5\.00%  +10\.00%$/,
      ),
      expect.stringMatching(/^ridge \(not kept\)  /),
      expect.stringMatching(/^vlstm \(from 2020-03-01\)  /),
      expect.stringMatching(/^buy and hold  +0\.50 ± 0\.30  /),
    ]);
    expect(lines.slice(-3)).toEqual([
      'Models and cards are in models:',
      '  models/lstm/0',
      '  models/vlstm/0',
    ]);
  });

  it('says which models are missing, and why', () => {
    const skipped = [
      { name: 'momentum', reason: 'needs 900 bars of an asset to train, the longest has 800' },
      { name: 'transformer', reason: 'diverged: 10 steps in a row were not finite' },
    ];
    const lines = printed(three, skipped);
    expect(lines.filter((line) => line.startsWith('Skipped'))).toEqual([
      'Skipped: momentum needs 900 bars of an asset to train, the longest has 800.',
      'Skipped: transformer diverged: 10 steps in a row were not finite.',
    ]);
    expect(printed(three).join()).not.toContain('Skipped');
  });
});
