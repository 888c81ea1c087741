import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'quant-package-'));

function node(...args: readonly string[]) {
  return spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
}

beforeAll(() => {
  const built = node(join(root, 'scripts/build.ts'), join(folder, 'dist'));
  expect(built.stdout + built.stderr).toBe('');
  cpSync(join(root, 'bin'), join(folder, 'bin'), { recursive: true });
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the built package', () => {
  it('runs without the sources', () => {
    expect(existsSync(join(folder, 'src'))).toBe(false);
    const { stdout, stderr, status } = node('bin/quant.js', 'config', '--set', 'seed=7', '--json');
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toContain('trading.commissionBps');
  });

  const inLoneFolder = (example: string, ...args: readonly string[]) => {
    const lone = mkdtempSync(join(tmpdir(), 'quant-lone-'));
    const file = join(lone, 'own.ts');
    cpSync(join(root, 'examples', example), file);
    const ended = node('bin/quant.js', ...args, file);
    rmSync(lone, { recursive: true });
    return ended;
  };

  it('gives files of features its own modules, by name and from anywhere', () => {
    const { stdout, stderr } = inLoneFolder('my-features.ts', 'features', '--list', '--features');
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^efficiency20 +close +20 /m);
    const names = "const { kernel } = await import('quant-2.0/features'); console.log(kernel.name)";
    expect(node('--input-type=module', '--eval', names).stdout).toBe('kernel\n');
    expect(existsSync(join(folder, 'dist/features/index.d.ts'))).toBe(true);
  });

  it('gives files of strategies its own modules, by name and from anywhere', () => {
    const span = ['--assets', 'SIM1', '--start', '2015-01-01', '--end', '2016-01-01'];
    const test = ['backtest', ...span, '--json', '--strategy'];
    expect(inLoneFolder('my-strategy.ts', ...test).stdout).toMatch(/"strategy": ?"buy-the-dip@/);
    const names =
      "const { signal } = await import('quant-2.0/strategies'); console.log(signal.name)";
    expect(node('--input-type=module', '--eval', names).stdout).toBe('signal\n');
    expect(existsSync(join(folder, 'dist/strategies/index.d.ts'))).toBe(true);
  });

  it('holds no tests and no TypeScript but the types', () => {
    const files = readdirSync(join(folder, 'dist'), { recursive: true, encoding: 'utf8' });
    expect(files.length).toBeGreaterThan(50);
    expect(files.filter((name) => /(?<!\.d)\.ts$|\.test\./.test(name))).toEqual([]);
  });
});
