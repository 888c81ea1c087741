import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { plant, treeOf } from './support/file-tree.ts';
import { quant, quantJson, quantWith, sentences } from './support/quant.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

interface DownloadRow {
  readonly bars: number;
  readonly origin: string;
  readonly setAside: readonly string[];
  readonly quarantined: number;
  readonly findings: Readonly<Record<string, number>>;
}
interface BacktestDocument {
  readonly metrics: { readonly finalEquity: number };
  readonly dataHealth: readonly { readonly quarantined: number }[];
  readonly files: { readonly folder: string; readonly dashboard: string };
}

const root = temporaryFolder();
const trained = join(root, 'trained');
const DOWNLOAD = ['download', '--assets', 'SIM1', '--start', '2015-01-01', '--end', '2019-12-31'];
const ML = ['backtest', '--strategy', 'ml', '--assets', 'SIM1', '--start', '2020-01-01'];

let home: string;

beforeAll(async () => {
  plant(root, { trained: null });
  const ended = await quant(trained, 'train', '--assets', 'SIM1', '--end', '2019-12-31');
  expect(ended.code, ended.stderr).toBe(0);
});

beforeEach(() => {
  home = mkdtempSync(join(root, 'home-'));
  cpSync(trained, home, { recursive: true });
});

function flipByte(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] ^= 0xff;
  writeFileSync(path, bytes);
}

const modelFile = (name: string) => {
  const [id] = readdirSync(join(home, 'models/ridge'));
  return join(home, 'models/ridge', id, name);
};

describe('a damaged cache', () => {
  const cached = () => join(home, 'data-cache/sim/SIM1_1d.parquet');

  it.each([
    ['a flipped byte', () => flipByte(cached(), 1000)],
    ['an end that is missing', () => truncateSync(cached(), 5000)],
    ['nothing in it', () => truncateSync(cached(), 0)],
    ['another program’s bytes', () => writeFileSync(cached(), 'PAR1 but not quite PAR1')],
  ])('with %s is set aside, told and fetched again', async (_, damage) => {
    const [before] = await quantJson<DownloadRow[]>(home, ...DOWNLOAD);
    damage();
    const { code, stdout, stderr } = await quant(home, ...DOWNLOAD, '--json');
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/WARN: Cached file .*SIM1_1d\.parquet cannot be used: .*kept as/);
    const [after] = JSON.parse(stdout) as DownloadRow[];
    expect(after).toMatchObject({ bars: before.bars, origin: 'fetched' });
    expect(after.setAside).toEqual([`${cached()}.corrupt-1`]);
  });

  it('that is full of other things is passed over', async () => {
    plant(home, { 'data-cache/sim/notes.txt': 'mine', 'data-cache/sim/SIM1_1h': 'a file' });
    expect(await quantJson(home, ...DOWNLOAD)).toMatchObject([{ origin: 'cache' }]);
  });
});

describe('a damaged model', () => {
  it.each([
    ['card cut off', () => truncateSync(modelFile('card.json'), 100), /card\.json cannot be read/],
    [
      'card changed by hand',
      () => {
        const text = readFileSync(modelFile('card.json'), 'utf8');
        writeFileSync(modelFile('card.json'), text.replace('"SIM1"', '"SIM2"'));
      },
      /card\.json says id .* its content/,
    ],
    [
      'card that is a picture',
      () => writeFileSync(modelFile('card.json'), Uint8Array.of(137, 80, 78, 71)),
      /card\.json cannot be read/,
    ],
    [
      'weights changed by a bit',
      () => flipByte(modelFile('weights.safetensors'), 800),
      /weights\.safetensors have hash .* their card says/,
    ],
    [
      'weights cut off',
      () => truncateSync(modelFile('weights.safetensors'), 10),
      /weights\.safetensors/,
    ],
    [
      'weights that are missing',
      () => renameSync(modelFile('weights.safetensors'), modelFile('elsewhere')),
      /^Cannot read .*weights\.safetensors/,
    ],
  ])('with its %s is not traded', async (_, damage, says) => {
    damage();
    const before = treeOf(home);
    const { code, stdout, stderr } = await quant(home, ...ML, '--json');
    expect(sentences(stderr)).toHaveLength(1);
    expect(sentences(stderr)[0]).toMatch(says);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(Object.keys(treeOf(home)).filter((path) => path.startsWith('reports'))).toEqual([]);
    expect(treeOf(join(home, 'models'))).toEqual(
      Object.fromEntries(
        Object.entries(before)
          .filter(([path]) => path.startsWith('models/'))
          .map(([path, hash]) => [path.slice('models/'.length), hash]),
      ),
    );
  });

  it('is not made of what else lies in the folder of models', async () => {
    plant(home, { 'models/notes': 'mine', 'models/ridge/notes': 'mine', 'models/empty': null });
    const { code, stderr } = await quant(home, ...ML);
    expect(code, stderr).toBe(0);
  });
});

describe('what a model does not cover is refused', () => {
  it.each([
    [
      'another asset',
      ['--assets', 'SIM2'],
      /: \w+ was trained on SIM1 and has never seen SIM2; run/,
    ],
    ['another interval', ['--interval', '1w'], /was trained on 1d bars and cannot be used on 1w/],
    [
      'another horizon',
      ['--set', 'features.forecastHorizonBars=3'],
      /foresees 5 bars and features\.forecastHorizonBars is 3/,
    ],
  ])('%s', async (_, change, says) => {
    const { code, stderr } = await quant(home, ...ML, ...change);
    expect(sentences(stderr)).toHaveLength(1);
    expect(sentences(stderr)[0]).toMatch(says);
    expect(code).toBe(3);
  });
});

describe('bad settings in the environment', () => {
  it.each([
    [
      { QUANT_SEEED: '1' },
      /^environment: there is no setting QUANT_SEEED; the nearest is QUANT_SEED/,
    ],
    [
      { QUANT_TRADING__COMMISSION_BPS: 'NaN' },
      /^environment QUANT_TRADING__COMMISSION_BPS: .* "NaN"/,
    ],
    [{ QUANT___PROTO____X: '1' }, /^environment: there is no setting QUANT___PROTO____X/],
  ])('%o are told by their name', async (variables, says) => {
    const { code, stdout, stderr } = await quantWith(variables, home, 'config', '--json');
    expect(sentences(stderr)).toHaveLength(1);
    expect(sentences(stderr)[0]).toMatch(says);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('or in .env as well', async () => {
    plant(home, { '.env': 'QUANT_SEED=eleven\n' });
    const { code, stderr } = await quant(home, 'config');
    expect({ code, told: sentences(stderr) }).toMatchObject({
      code: 2,
      told: [expect.stringMatching(/^\.env QUANT_SEED: seed is "eleven"; it must be/)],
    });
  });
});

describe('files from other systems', () => {
  const HEADER = 'timestamp,open,high,low,close,volume';
  const rows = Array.from({ length: 60 }, (_, day) => {
    const date = new Date(Date.UTC(2020, 0, 1 + day)).toISOString();
    return `${date},10,11,9,${10 + (day % 3) / 4},1000`;
  });
  const BACKTEST = ['backtest', '--strategy', 'buy-and-hold', '--data-dir', 'data', '--assets'];

  it('read the same with a byte order mark, Windows line ends and blank last lines; an asset named twice is one', async () => {
    plant(home, {
      'data/X_1d.csv': `${[HEADER, ...rows].join('\n')}\n`,
      'data/Y_1d.csv': `\uFEFF${[HEADER, ...rows, '', ''].join('\r\n')}`,
    });
    const plain = await quantJson<BacktestDocument>(home, ...BACKTEST, 'X');
    const other = await quantJson<BacktestDocument>(home, ...BACKTEST, 'Y, Y,');
    expect(plain.metrics.finalEquity).not.toBe(100_000);
    expect(other.metrics).toEqual(plain.metrics);
  });

  it('keep their good bars under data.badBars=quarantine: the bad ones are counted and shown', async () => {
    const bad = ['2020-01-05T00:00:00Z,10,9,11,10,1000', '2020-01-06T00:00:00Z,10,11,-9,10,1000'];
    const mixed = [...rows.slice(0, 4), ...bad, ...rows.slice(6)];
    plant(home, { 'data/X_1d.csv': `${[HEADER, ...mixed].join('\n')}\n` });
    const quarantine = ['--set', 'data.badBars=quarantine'];
    const download = ['download', '--data-dir', 'data', '--assets', 'X', ...quarantine];
    const [row] = await quantJson<DownloadRow[]>(home, ...download);
    expect(row).toMatchObject({ bars: 58, quarantined: 2 });
    expect(row.findings).toMatchObject({ 'high-low': 1, 'not-positive': 1 });
    const { stdout } = await quant(home, ...download);
    expect(stdout).toMatch(/asset +bars +first +last +gaps +quarantined.*\n.*\nX +58 .* 2 +cache/);

    const tested = await quant(home, ...BACKTEST, 'X', ...quarantine, '--json');
    expect(tested.stderr).toMatch(
      /WARN: 2 of 60 bars of X left out; the first: data\/X_1d\.csv line 6: high 9 is below low 11/,
    );
    const { dataHealth, files } = JSON.parse(tested.stdout) as BacktestDocument;
    expect(dataHealth).toMatchObject([{ quarantined: 2 }]);
    const dashboard = readFileSync(join(home, files.dashboard), 'utf8');
    const health = /Data health<[^]*?<\/section>/.exec(dashboard)?.[0].replaceAll(/<[^>]*>/g, ' ');
    expect(health?.replaceAll(/\s+/g, ' ')).toMatch(/58 bars; 2 bars set aside, .* X 58 2 \d /);

    const refused = await quant(home, ...BACKTEST, 'X');
    expect(refused.code, 'the cache of the lenient run does not make it pass').toBe(1);
  });

  it('whose splits are already in their prices are traded with a warning', async () => {
    plant(home, {
      'data/X_1d.csv': `${[HEADER, ...rows].join('\n')}\n`,
      'data/X_actions.csv': 'timestamp,kind,value\n2020-02-03T00:00:00Z,split,2\n',
    });
    const { stderr } = await quant(home, ...BACKTEST, 'X', '--json');
    expect(stderr).toMatch(
      /WARN: 1 split of X to be doubted, and returns with them; the first: 2020-02-03: split-already-applied: the actions say 2 new shares for one/,
    );
    const ignored = ['--set', 'data.corporateActions=ignore'];
    const { stderr: silent } = await quant(home, ...BACKTEST, 'X', '--json', ...ignored);
    expect(silent).not.toMatch(/to be doubted/);
  });
});
