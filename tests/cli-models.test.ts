import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectedMaximum, Random } from '#base';
import { nodeDisk } from '#base/node';
import type { Metrics } from '#backtest';
import { loadModel, type ModelCard, saveModel } from '#models';
import { Runtime } from '#tensor';
import { sealCard } from '../src/models/model-card.ts';
import { treeOf } from './support/file-tree.ts';
import { quant, quantJson, sentences, startQuant } from './support/quant.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

interface Trained {
  readonly model: string;
  readonly id: string;
  readonly folder: string | null;
  readonly net: Metrics;
  readonly trials: number;
  readonly luckSharpe: number;
}
interface Skipped {
  readonly model: string;
  readonly skipped: string;
}

const root = temporaryFolder();
const newHome = () => mkdtempSync(join(root, 'home-'));
const SETTINGS = [
  'features.only=["ret1_vol","ret5_vol"]',
  'model.seqLen=10',
  'training.folds=2',
  'training.minTrainBars=300',
].flatMap((setting) => ['--set', setting]);
const MARKET = ['--assets', 'SIM1', '--start', '2015-01-01', '--end', '2017-12-31'];
const train = (...more: readonly string[]) => ['train', ...MARKET, ...SETTINGS, ...more];
const list = (home: string) => quantJson<(ModelCard & { folder: string })[]>(home, 'models');

describe('quant train', () => {
  it('compares what is named with the baselines, and keeps only what is named', async () => {
    const home = newHome();
    const rows = await quantJson<Trained[]>(home, ...train('--model', 'lstm', '--epochs', '1'));
    expect(rows.map(({ model, folder }) => [model, folder !== null])).toEqual([
      ['lstm', true],
      ['persistence', false],
      ['ridge', false],
      ['linear', false],
    ]);
    expect(readdirSync(join(home, 'models'))).toEqual(['lstm']);
    const errors = rows.map(({ net }) => net.sharpeStandardError ?? Number.NaN);
    const meanError = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    for (const { trials, luckSharpe } of rows) {
      expect(trials).toBe(4);
      expect(luckSharpe).toBeCloseTo(meanError * expectedMaximum(4), 12);
    }
  });

  it('skips a model that the history is too short for, says so, and trains the others', async () => {
    const home = newHome();
    const long = ['--set', 'model.seqLen=800'];
    const { code, stdout, stderr } = await quant(
      home,
      ...train('--model', 'transformer,ridge', ...long),
    );
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^ridge  +\d/m);
    expect(stdout).toMatch(/^persistence \(not kept\)  +\d/m);
    expect(stdout).toMatch(/2 models were tried: the best of 2 without any edge would show/);
    for (const name of ['transformer', 'linear']) {
      expect(stdout).toMatch(
        new RegExp(
          `^Skipped: ${name} needs \\d+ bars of an asset to train, the longest has \\d+\\.$`,
          'm',
        ),
      );
    }
    expect(readdirSync(join(home, 'models'))).toEqual(['ridge']);
    const rows = await quantJson<(Trained | Skipped)[]>(
      home,
      ...train('--model', 'transformer,ridge', ...long),
    );
    expect(rows.filter((row) => 'skipped' in row).map(({ model }) => model)).toEqual([
      'transformer',
      'linear',
    ]);
  });

  it('fails when none of those named could be trained, whatever the baselines would do', async () => {
    const long = ['--set', 'model.seqLen=800'];
    const { code, stdout, stderr } = await quant(
      newHome(),
      ...train('--model', 'transformer,lstm', ...long),
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(sentences(stderr)).toEqual([
      expect.stringMatching(
        /^No model could be trained: transformer needs \d+ bars .*; lstm needs \d+ bars .*; a longer span/,
      ),
    ]);
  });

  it('says after which steps training gave up, and keeps nothing of it', async () => {
    const home = newHome();
    const wild = [
      'training.weightDecay=1e30',
      'training.checkpointSteps=1',
      'training.maxBadSteps=3',
    ];
    const { code, stderr } = await quant(
      home,
      ...train('--model', 'linear', '--epochs', '9'),
      ...wild.flatMap((setting) => ['--set', setting]),
    );
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /linear diverged: 3 steps in a row up to step \d+ were not finite; lower the/,
    );
    const left = Object.keys(treeOf(home)).filter((path) => /^(models|state)/.test(path));
    expect(left.filter((path) => path.endsWith('.safetensors'))).toEqual([]);
  });

  it('leaves out a baseline that lacks a feature, and says so', async () => {
    const { code, stdout } = await quant(
      newHome(),
      ...train('--model', 'ridge', '--epochs', '1', '--set', 'features.only=["ret5_vol"]'),
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^Skipped: persistence is no baseline here: Expected feature 'ret1_vol' .*[^.]\.$/m,
    );
  });

  it('makes as many passes as --epochs says', async () => {
    const bad = await quant(newHome(), ...train('--epochs', '0'));
    expect(bad.code).toBe(2);
    expect(bad.stderr).toMatch(/--epochs: training\.epochs is "?0"?; /);
    const weightsAfter = async (epochs: string) => {
      const home = newHome();
      const [{ folder }] = await quantJson<Trained[]>(
        home,
        ...train('--model', 'linear', '--epochs', epochs),
      );
      return readFileSync(join(home, folder ?? '', 'weights.safetensors'));
    };
    const [one, again, two] = await Promise.all(['1', '1', '2'].map(weightsAfter));
    expect(again.equals(one)).toBe(true);
    expect(two.equals(one)).toBe(false);
  });

  it('hears Ctrl+C in the middle of a long fit', async () => {
    const child = startQuant(
      newHome(),
      ...train('--model', 'lstm', '--epochs', '100000'),
      ...['--set', 'training.patienceEpochs=100000'],
    );
    let shown = '';
    child.stderr?.on('data', (bytes: Buffer) => {
      shown += bytes.toString();
    });
    while (!shown.includes('train: 0% (lstm 1/3)')) await once(child.stderr as never, 'data');
    // Well into the first fit by now: it alone would take minutes.
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const killed = performance.now();
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([130, null]);
    expect(performance.now() - killed).toBeLessThan(5000);
    expect(shown).toMatch(/^Interrupted; the same command goes on from its last checkpoint\.$/m);
  });
});

describe('quant models', () => {
  let home: string;

  beforeAll(async () => {
    home = newHome();
    await quantJson(home, ...train('--model', 'ridge,linear', '--epochs', '1'), '--walk-forward');
  });

  it('says how to train one when there is none, and leaves nothing behind', async () => {
    const empty = newHome();
    expect(await quant(empty, 'models')).toEqual({
      code: 0,
      stdout: 'There is no model in models; train one with quant train --assets SIM1,SIM2.\n',
      stderr: '',
    });
    expect(await list(empty)).toEqual([]);
    expect(treeOf(empty)).toEqual({});
  });

  it('lists what training kept, newest last, with its figures', async () => {
    const cards = await list(home);
    expect(cards.map(({ name }) => name).sort()).toEqual([
      ...['linear', 'linear', 'linear'],
      ...['ridge', 'ridge', 'ridge'],
    ]);
    const ends = cards.map(({ training }) => training.lastLabelTime);
    expect(ends).toEqual(ends.toSorted((a, b) => a - b));
    const newest = cards.at(-1);
    const { stdout } = await quant(home, 'models');
    const lines = stdout.split('\n').filter((line) => /^(linear|ridge) /.test(line));
    expect(lines).toHaveLength(6);
    expect(lines.at(-1)?.split(/ {2,}/)).toEqual([
      'ridge',
      newest?.id.slice(0, 8),
      '1d',
      expect.stringMatching(/^2015-\d\d-\d\d$/),
      '2017-12-29',
      newest?.training.samples.toLocaleString('en-US'),
      String(newest?.parameters),
      (1 - (newest?.metrics['r2'] ?? Number.NaN)).toFixed(5),
      newest?.metrics['rankIc']?.toFixed(4),
      'SIM1',
    ]);
  });

  it('writes a network as an ONNX file that gives the same forecasts', async () => {
    const card = (await list(home)).findLast(({ name }) => name === 'linear') as ModelCard;
    const result = await quantJson(
      home,
      ...['models', '--export', card.id.slice(0, 6), '--out', 'out/linear.onnx'],
    );
    const bytes = readFileSync(join(home, 'out/linear.onnx'));
    expect(result).toEqual({
      name: 'linear',
      id: card.id,
      file: 'out/linear.onnx',
      bytes: bytes.length,
    });
    const { model } = await loadModel(nodeDisk, join(home, 'models'), card);
    const random = new Random(5);
    const shape = [3, model.inputShape.seqLen, model.inputShape.features];
    const windows = Float32Array.from({ length: shape[0] * shape[1] * shape[2] }, () =>
      random.normal(),
    );
    const program = await new Runtime().compile(bytes);
    const { y } = await program.run({ x: { data: windows, shape } }, { y: null });
    const forecasts = await model.forward(windows, shape[0]);
    expect(forecasts.length).toBe(15);
    forecasts.forEach((forecast, at) => expect(y.data[at]).toBeCloseTo(forecast, 5));
    await program.release();
    await model.release();
  });

  it.each([
    [['--export', 'xyz', '--out', 'x.onnx'], /^None of the 6 models in models has .* "xyz"; /],
    [['--export', '', '--out', 'x.onnx'], /^None of the 6 models in models has .* "";/],
    [['--export', 'abc'], /^--export ID and --out FILE\.onnx belong together/],
    [['--out', 'x.onnx'], /^--export ID and --out FILE\.onnx belong together/],
  ])('refuses %j in one sentence and writes nothing', async (args, says) => {
    const before = treeOf(home);
    const { code, stdout, stderr } = await quant(home, 'models', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(sentences(stderr)).toEqual([expect.stringMatching(says)]);
    expect(treeOf(home)).toEqual(before);
  });

  it('refuses a formula, which has no such file', async () => {
    const { id } = (await list(home)).find(({ name }) => name === 'ridge') as ModelCard;
    const ridge = await quant(home, 'models', '--export', id, '--out', 'x.onnx');
    expect(ridge.code).toBe(2);
    expect(ridge.stderr).toMatch(
      new RegExp(
        `^Model ridge ${id} is a formula, not a network, so there is no ONNX file of it; `,
      ),
    );
    expect(readdirSync(home)).not.toContain('x.onnx');
  });

  it('refuses a beginning that several ids have, and names them', async () => {
    const crowded = newHome();
    const [known] = await list(home);
    const trained = await loadModel(nodeDisk, join(home, 'models'), known);
    const { id: own, ...unsealed } = trained.card;
    expect(own).toBe(known.id);
    // Of 17 ids in hexadecimal digits, two begin alike.
    for (let seed = 0; seed < 17; seed++) {
      const card = sealCard({ ...unsealed, seed });
      saveModel(nodeDisk, join(crowded, 'models'), { ...trained, card });
    }
    const ids = (await list(crowded)).map(({ id }) => id);
    const alike = ids.map((id) => ids.filter((other) => other.startsWith(id[0])));
    const several = alike.find(({ length }) => length > 1) ?? [];
    const { code, stderr } = await quant(
      crowded,
      ...['models', '--export', several[0][0], '--out', 'x.onnx'],
    );
    expect(code).toBe(2);
    expect(stderr).toContain(`The ids of ${several.length} models begin with "${several[0][0]}": `);
    for (const id of several) expect(stderr).toContain(`${known.name} ${id}`);
    expect(readdirSync(crowded)).not.toContain('x.onnx');
  });
});
