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

  it('holds no tests and no TypeScript', () => {
    const files = readdirSync(join(folder, 'dist'), { recursive: true, encoding: 'utf8' });
    expect(files.length).toBeGreaterThan(50);
    expect(files.filter((name) => /\.ts$|\.test\./.test(name))).toEqual([]);
  });
});
