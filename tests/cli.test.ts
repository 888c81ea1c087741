import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { plant, treeOf } from './support/file-tree.ts';
import { quant, quantWith, sentences, startQuant } from './support/quant.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const root = temporaryFolder();
const home = () => mkdtempSync(join(root, 'home-'));
const QUICK = ['--assets', 'SIM1', '--start', '2015-01-01', '--end', '2018-12-31'];
/** A run whose risk gate has something to warn of. */
const WARNED = [...QUICK, '--set', 'trading.risk.dailyLossLimit=0.001'];
const COMMAND = `"${process.execPath}" "${join(import.meta.dirname, '../bin/quant.js')}"`;
/** What redraws a line. */
const CLEAR = '\r\u001b[2K';
const COMMANDS = [
  'demo',
  'download',
  'features',
  'train',
  'backtest',
  'live',
  'metrics',
  'report',
  'compare',
  'models',
  'config',
  'doctor',
];

describe('quant', () => {
  it('says its version, and what it can do', async () => {
    expect(await quant(home(), '--version')).toMatchObject({
      code: 0,
      stdout: `${packageJson.version}\n`,
    });
    const { code, stdout, stderr } = await quant(home(), '--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
    for (const exit of ['0 done', '1 failed', '2 bad', '3 refused', '130 inter']) {
      expect(stdout).toContain(exit);
    }
  });

  it.each(COMMANDS)('%s --help tells its options', async (command) => {
    const { code, stdout } = await quant(home(), command, '--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/--json/);
  });

  it('without a command shows help on standard error', async () => {
    const { code, stdout, stderr } = await quant(home());
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Usage: quant');
  });

  it('loads no heavy module for its help', async () => {
    const coverage = join(home(), 'coverage');
    await quantWith({ NODE_V8_COVERAGE: coverage }, home(), 'backtest', '--help');
    const loaded = readdirSync(coverage).flatMap((name) => {
      const report = JSON.parse(readFileSync(join(coverage, name), 'utf8'));
      return (report.result as { url: string }[]).map(({ url }) => url);
    });
    expect(loaded.some((url) => url.endsWith('src/cli/main.ts'))).toBe(true);
    const heavy = /node_modules\/(zod|yaml|pino|hyparquet)|src\/(config|data|models|core)\//;
    expect(loaded.filter((url) => heavy.test(url))).toEqual([]);
  });
});

describe('--json', () => {
  it.each([
    ['demo', []],
    ['download', QUICK],
    ['features', [...QUICK, '--out', 'features.csv']],
    ['features', ['--list']],
    ['train', QUICK],
    ['backtest', WARNED],
    ['backtest', [...WARNED, '--learn', '--strategy', 'ml']],
    ['live', [...WARNED, '--strategy', 'sma-cross', '--max-bars', '500']],
    ['models', []],
    ['config', []],
    ['doctor', []],
  ])('of %s %j is one document on standard output and nothing else', async (command, args) => {
    const folder = home();
    const { code, stdout, stderr } = await quant(folder, command, ...args, '--json');
    expect(code, stderr).toBe(0);
    expect(typeof JSON.parse(stdout)).toBe('object');
    expect(sentences(stderr)).toEqual([]);
    if (args.includes('trading.risk.dailyLossLimit=0.001')) expect(stderr).toContain('WARN');
    if (['models', 'config', 'doctor'].includes(command)) expect(treeOf(folder)).toEqual({});
  });
});

describe('a command that is interrupted', () => {
  it.each([
    ['train', ['--model', 'all']],
    ['live', ['--speed', '20']],
  ])('%s ends with 130', async (command, args) => {
    const child = startQuant(home(), command, ...QUICK, ...args);
    await once(child.stderr as NodeJS.EventEmitter, 'data');
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([130, null]);
  });
});

describe('a failure', () => {
  const FAILING = ['train', '--assets', 'SIM1', '--days', '100'];

  it('shows its stack to those who asked for everything, and to nobody else', async () => {
    const plain = await quant(home(), ...FAILING);
    expect(plain.stderr).not.toMatch(/^ +at /m);
    const folder = home();
    const debugged = await quant(folder, ...FAILING, '--log-level', 'debug');
    expect(debugged.stderr).toMatch(/QuantError: No model could be trained: ridge needs/);
    expect(debugged.stderr).toMatch(/^ +at .*train\.ts/m);
    expect(debugged.stderr.trimEnd().split('\n').at(-1)).toMatch(
      /^No model could be trained: ridge needs/,
    );
    expect(readFileSync(join(folder, 'logs/quant.log'), 'utf8')).toContain('train.ts');
  });

  it('of doctor is told for each folder that cannot be written, and nothing is left behind', async () => {
    const folder = home();
    mkdirSync(join(folder, 'state'));
    const { code, stdout } = await quant(folder, 'doctor', '--set', 'paths.modelDir=/dev/null/x');
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^FAILED +paths\.modelDir +\/dev\/null\/x: \/dev\/null is not a folder/m,
    );
    expect(stdout).toMatch(/^ok +paths\.stateDir +state can be written/m);
    expect(treeOf(folder)).toEqual({ state: 'folder' });
  });

  it('shows no key, only whether there is one', async () => {
    const keys = { ALPACA_API_KEY: 'canary', APCA_API_SECRET_KEY: 'canary' };
    const { stdout } = await quantWith(keys, home(), 'doctor');
    expect(stdout).toMatch(/keys for Alpaca +both set *$/m);
    expect(stdout).not.toContain('canary');
  });
});

it('ends well when its reader goes away', () => {
  const { stdout, stderr } = spawnSync(
    'bash',
    ['-c', `${COMMAND} config | true; echo "\${PIPESTATUS[0]}"`],
    { cwd: home(), encoding: 'utf8' },
  );
  expect({ stdout, stderr }).toEqual({ stdout: '0\n', stderr: '' });
});

const hasScript =
  spawnSync('script', ['-qec', 'true', '/dev/null'], { stdio: 'ignore' }).status === 0;
if (!hasScript) {
  console.warn('Skipped: no script command to give a terminal; install util-linux to run this.');
}

describe.skipIf(!hasScript)('on a terminal', () => {
  /** Runs the command on a terminal of 80 columns; `shown` is what its reader sees in the end. */
  const onTerminal = (folder: string, ...args: readonly string[]) => {
    const { stdout, status } = spawnSync(
      'script',
      ['-qec', `stty cols 80; ${COMMAND} ${args.join(' ')}`, '/dev/null'],
      { cwd: folder, encoding: 'utf8', input: '' },
    );
    const lines = stdout.split('\n').map((line) => line.replace(/\r$/, ''));
    const shown = lines.map((line) => stripVTControlCharacters(line.split(CLEAR).at(-1) ?? ''));
    return { status, drawn: stripVTControlCharacters(stdout), shown };
  };

  it('draws a bar with rate and time left, between whole lines, and takes it away', () => {
    const { status, drawn, shown } = onTerminal(home(), 'live', ...WARNED);
    expect(status, drawn).toBe(0);
    expect(drawn).toMatch(/live █+░+ \d+% {2}[\d.]+ bars\/s {2}\d+ (s|min \d+ s) left/);
    expect(shown.filter((line) => line.includes('█'))).toEqual([]);
    expect(shown).toContainEqual(
      expect.stringMatching(/^\[\d{4}-.*\] WARN: Daily loss limit breached/),
    );
  });

  it('tells a failure on a line of its own', () => {
    const folder = home();
    const header = 'timestamp,open,high,low,close,volume';
    plant(folder, {
      'data/A_1d.csv': `${header}\n2020-01-01,1,1,1,1,1\n`,
      'data/B_1d.csv': `${header}\n2020-01-01,1,1,1,one,1\n`,
    });
    const { status, drawn, shown } = onTerminal(
      folder,
      ...['download', '--data-dir', 'data', '--assets', 'A,B'],
    );
    expect(status).toBe(1);
    expect(drawn).toContain('download █');
    expect(shown.filter((line) => line !== '')).toEqual([
      'data/B_1d.csv line 2, column close: "one" is not a number.',
    ]);
  });
});
