import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { killedRun } from './support/killed-run.ts';
import { quant, quantJson } from './support/quant.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

interface Trained {
  readonly model: string;
  readonly id: string;
  readonly folds: readonly { readonly id: string }[];
}

const root = temporaryFolder();
const newHome = () => mkdtempSync(join(root, 'home-'));
const TRAIN = [
  ...['train', '--model', 'transformer', '--epochs', '4'],
  ...['--assets', 'SIM1,SIM2', '--start', '2012-01-01', '--end', '2017-12-31'],
  ...['--set', 'training.folds=2', '--set', 'model.seqLen=20', '--set', 'training.batchSize=32'],
  ...['--set', 'training.checkpointSteps=5', '--set', 'features.only=["ret1_vol","ret5_vol"]'],
];
/** Checkpoints after which each run is killed. */
const KILLED_AFTER = [1, 6, 20];
const CHECKPOINT = {
  kept: '/training/.*\\.safetensors$',
  removed: '/training/.*\\.safetensors$',
  ms: 20,
};

const checkpointsIn = (home: string): string[] => {
  const folder = join(home, 'state', 'training');
  return existsSync(folder) ? readdirSync(folder) : [];
};

describe('quant train, killed', () => {
  it('goes on where it was, to the same models, and leaves no checkpoint behind', async () => {
    const whole = await quantJson<Trained[]>(newHome(), ...TRAIN);
    const home = newHome();
    for (const after of KILLED_AFTER) {
      await killedRun(home, TRAIN, { ...CHECKPOINT, after });
      expect(checkpointsIn(home)).not.toEqual([]);
    }
    const { code, stdout, stderr } = await quant(home, ...TRAIN, '--json');
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/Training 'transformer' (goes on|was finished) after \d+ epochs/);
    const resumed = JSON.parse(stdout) as Trained[];
    expect(resumed[0].id).toBe(whole[0].id);
    expect(resumed[0].folds.map(({ id }) => id)).toEqual(whole[0].folds.map(({ id }) => id));
    expect(checkpointsIn(home)).toEqual([]);
  });
});
