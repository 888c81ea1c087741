import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RetrainRecord } from '#base';
import type { CheckedFeature } from '#features';
import type { ModelCard } from '#models';
import { barCsv } from './support/bar-csv.ts';
import { plant } from './support/file-tree.ts';
import { quant, quantJson, sentences } from './support/quant.ts';
import { randomBars } from './support/random-bars.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const root = temporaryFolder();
const EXAMPLE = join(import.meta.dirname, '../examples/my-features.ts');
const CHILD = join(import.meta.dirname, 'support/children/own-features.ts');
const BARS = randomBars(5, 700);

/** A feature of three bars, its arithmetic in a file beside it. */
const OWN = `
import { type FeatureDefinition, kernel, ValueWindow } from 'quant-2.0/features';
import { swing } from './arithmetic.ts';
export { kernel, ValueWindow };
export const features: readonly FeatureDefinition[] = [{
  name: 'swing3', group: 'trend', inputs: ['close'], warmupBars: 2, formula: 'swing(c[t-2..t])',
  range: [-1, 1], scaling: 'none',
  create: () => {
    const closes = new ValueWindow(3);
    return kernel({ closes }, ({ close }) => {
      closes.push(close);
      return closes.full ? swing(closes) : Number.NaN;
    });
  },
}];
`;
const ARITHMETIC = `
export const swing = ({ largest, smallest, oldest }: { largest: number; smallest: number; oldest: number }): number =>
  (largest + smallest - 2 * oldest) / (largest + smallest);
`;
/** Keeps every promise but to save what it remembers. */
const FORGETFUL = `
export const features = [{
  name: 'bars_seen', group: 'trend', inputs: ['close'], warmupBars: 0, formula: 'bars so far',
  range: [1, 1e9], scaling: 'none',
  create: () => {
    let bars = 0;
    return { update: () => ++bars, saveState: () => ({}), loadState: () => undefined };
  },
}];
`;

function newHome(): string {
  const home = mkdtempSync(join(root, 'home-'));
  plant(home, {
    'data/A_1d.csv': barCsv(BARS),
    'own.ts': OWN,
    'arithmetic.ts': ARITHMETIC,
    'forgetful.ts': FORGETFUL,
  });
  return home;
}

const MARKET = ['--data-dir', 'data', '--assets', 'A'];
const QUICK = [
  'features.scalingWindowBars=40',
  'features.only=["ret1_vol","ret5_vol","swing3"]',
  'model.seqLen=10',
  'training.folds=2',
  'training.minTrainBars=150',
].flatMap((setting) => ['--set', setting]);
const LEARN = [...MARKET, ...QUICK, '--features', 'own.ts'];
const END = ['--end', '2011-06-30'];
const TEST = ['backtest', '--strategy', 'ml', ...LEARN, '--start', '2011-08-01'];

describe('the example of features of your own', () => {
  const FILES = ['--set', `features.files=${JSON.stringify([EXAMPLE])}`];
  let home: string;

  beforeAll(() => {
    home = newHome();
  });

  it('gives what its formula says', async () => {
    const args = ['features', ...MARKET, ...FILES, '--only', 'efficiency20', '--raw'];
    await quantJson(home, ...args, '--out', 'own.csv');
    const [header, ...rows] = readFileSync(join(home, 'own.csv'), 'utf8').trimEnd().split('\n');
    expect(header).toBe('timestamp,efficiency20');
    const values = rows.map((row) => row.split(',')[1]);
    expect(values.slice(0, 20).every((value) => value === '')).toBe(true);
    for (const row of [20, 21, 333, 699]) {
      const moves = Array.from({ length: 20 }, (_, k) =>
        Math.log(BARS.close[row - k] / BARS.close[row - k - 1]),
      );
      const way = moves.reduce((sum, move) => sum + Math.abs(move), 0);
      const straight = Math.abs(moves.reduce((sum, move) => sum + move, 0));
      expect(Number(values[row])).toBeCloseTo(straight / way, 10);
    }
  });

  it('is in the catalogue and in what a model would be shown, and keeps its promises', async () => {
    const listed = await quantJson<{ name: string; formula: string }[]>(
      home,
      ...['features', '--list', ...FILES],
    );
    expect(listed.slice(-2)).toEqual([
      expect.objectContaining({
        name: 'efficiency20',
        formula: expect.stringMatching(/^\|ln\(c\[t\].* over 20 bars \[code [0-9a-f]{16}\]$/),
      }),
      expect.objectContaining({ name: 'overnight_share20' }),
    ]);
    const out = ['features', ...MARKET, ...FILES, '--out', 'scaled.csv'];
    const { columns, dropped } = await quantJson<{ columns: string[]; dropped: unknown }>(
      home,
      ...out,
    );
    expect(columns).toContain('efficiency20');
    // These bars open where the one before closed.
    expect(dropped).toContainEqual({ name: 'overnight_share20', reason: 'constant' });
    const only = ['--only', 'efficiency20,overnight_share20'];
    const check = ['features', ...MARKET, ...FILES, '--check', ...only];
    const { features } = await quantJson<{ features: CheckedFeature[] }>(home, ...check);
    expect(features.map(({ historyBars, faults }) => ({ historyBars, faults }))).toEqual([
      { historyBars: 20, faults: {} },
      { historyBars: 20, faults: {} },
    ]);
  });
});

describe('a file of features', () => {
  it('imports this very installation, and has one hash wherever it lies, of all it leads to', () => {
    const [here, there, changed] = [newHome(), newHome(), newHome()];
    plant(changed, { 'arithmetic.ts': `${ARITHMETIC}// A word more.\n` });
    // A package that does not say which kind of modules it has: Node would warn of that.
    plant(there, { 'package.json': '{}' });
    const files = [here, there, changed].map((home) => join(home, 'own.ts'));
    const { stdout, stderr } = spawnSync(process.execPath, [CHILD, ...files], { encoding: 'utf8' });
    expect(stderr).toBe('');
    const found = JSON.parse(stdout) as { isSame: boolean; formula: string }[];
    expect(found.map(({ isSame }) => isSame)).toEqual([true, true, true]);
    const [first, second, third] = found.map(({ formula }) => formula);
    expect(first).toMatch(/^swing\(c\[t-2\.\.t\]\) \[code [0-9a-f]{16}\]$/);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('with a feature that forgets is told by --check, which ends with 1', async () => {
    const args = ['features', ...MARKET, '--features', 'forgetful.ts', '--check'];
    const { code, stdout } = await quant(newHome(), ...args, '--only', 'bars_seen,rsi14');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^rsi14 .* ok$/m);
    expect(stdout).toMatch(/^bars_seen +trend +0 +all +FAILED state$/m);
    expect(stdout).toMatch(
      /^state: Feature bars_seen is \d+ at A 20\d\d-\d\d-\d\d and was \d+\.$/m,
    );
    expect(stdout).toMatch(/^1 of 2 features break what they promise\.$/m);
  });
});

describe('a model trained on features of your own', () => {
  it('names them in its card, and is refused once their code has changed', async () => {
    const home = newHome();
    await quantJson(home, 'train', ...LEARN, ...END, '--model', 'ridge');
    const [card] = await quantJson<ModelCard[]>(home, 'models');
    expect(card.pipeline.selected).toContain('swing3');
    expect((await quant(home, ...TEST)).code).toBe(0);
    plant(home, { 'arithmetic.ts': ARITHMETIC.replace('2 * oldest', '3 * oldest') });
    const { code, stderr } = await quant(home, ...TEST);
    expect(code).toBe(3);
    expect(sentences(stderr)).toEqual([
      expect.stringMatching(/^No model ridge in models fits: .* other feature settings than the/),
    ]);
    plant(home, { 'arithmetic.ts': ARITHMETIC });
    expect((await quant(home, ...TEST)).code).toBe(0);
  });

  it('is retrained in another process, where they are loaded too', async () => {
    const home = newHome();
    const { retrains } = await quantJson<{ retrains: RetrainRecord[] }>(
      home,
      ...['live', '--strategy', 'ml', ...LEARN, '--start', '2011-08-01', '--max-bars', '120'],
      ...['--set', 'training.retrainIntervalBars=100', '--set', 'training.retrainMinSamples=300'],
    );
    expect(retrains.length).toBeGreaterThan(0);
    for (const { verdict } of retrains) expect(['ACCEPTED', 'REJECTED']).toContain(verdict);
  });
});
