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

  it('gives files of features its own modules, by name and from anywhere', () => {
    const lone = mkdtempSync(join(tmpdir(), 'quant-lone-'));
    cpSync(join(root, 'examples/my-features.ts'), join(lone, 'own.ts'));
    const file = join(lone, 'own.ts');
    const { stdout, stderr } = node('bin/quant.js', 'features', '--list', '--features', file);
    rmSync(lone, { recursive: true });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^efficiency20 +close +20 /m);
    const names = "const { kernel } = await import('quant-2.0/features'); console.log(kernel.name)";
    expect(node('--input-type=module', '--eval', names).stdout).toBe('kernel\n');
    expect(existsSync(join(folder, 'dist/features/index.d.ts'))).toBe(true);
  });

  it('holds no tests and no TypeScript but the types', () => {
    const files = readdirSync(join(folder, 'dist'), { recursive: true, encoding: 'utf8' });
    expect(files.length).toBeGreaterThan(50);
    expect(files.filter((name) => /(?<!\.d)\.ts$|\.test\./.test(name))).toEqual([]);
  });
});
