import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const WRITER = fileURLToPath(
  new URL('../../../../tests/support/children/log-writer.ts', import.meta.url),
);
const LINES = 2000;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quant-log-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function run(ending: string, options: { folder?: string; lines?: number; level?: string } = {}) {
  const { lines = LINES, level = 'warn' } = options;
  return spawnSync(
    process.execPath,
    [WRITER, options.folder ?? folder, String(lines), ending, level],
    { encoding: 'utf8' },
  );
}

/** Every logged object, oldest first, across the rotated files. */
function logged(): Record<string, unknown>[] {
  const age = (name: string) => Number(name.split('.')[2] ?? 0);
  return readdirSync(folder)
    .sort((a, b) => age(b) - age(a))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('setupLogging', () => {
  it.each([
    ['close', { status: 0, signal: null }],
    ['exit', { status: 4, signal: null }],
    ['throw', { status: 1, signal: null }],
    ['SIGINT', { status: null, signal: 'SIGINT' }],
    ['SIGTERM', { status: null, signal: 'SIGTERM' }],
  ])('loses no line at %s, and the program ends as it would have', (ending, expected) => {
    expect(run(ending)).toMatchObject(expected);
    const lines = logged();
    expect(lines.slice(0, -1).map(({ line }) => line)).toEqual(
      Array.from({ length: LINES }, (_, at) => at + 1),
    );
    expect(lines.at(-1)).toMatchObject({ level: 40, msg: 'Last words' });
  });

  it('leaves a signal to the program that handles it, and keeps what that logs', () => {
    expect(run('handled')).toMatchObject({ status: 0, signal: null });
    expect(logged().at(-1)).toMatchObject({ line: LINES + 1 });
  });

  it('keeps every file within its size, and appends after a restart', () => {
    run('exit');
    run('exit');
    const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
    expect(sizes.length).toBeGreaterThan(10);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(20_000);
    expect(logged()).toHaveLength(2 * (LINES + 1));
  });

  it('shows the console its level only, on standard error, readable', () => {
    const { stdout, stderr } = run('close', { lines: 3 });
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^\[20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\] WARN: Last words \{.*\}\n$/);
    expect(run('close', { lines: 3, level: 'debug' }).stderr.trim().split('\n')).toHaveLength(4);
  });

  it('masks what looks like a secret, on the console and in the file', () => {
    const { stderr } = run('close', { lines: 0 });
    const written = readFileSync(join(folder, 'quant.log'), 'utf8');
    for (const text of [stderr, written]) {
      expect(text).not.toContain('canary-secret');
      expect(text.match(/<set>/g)).toHaveLength(2);
    }
  });

  it.skipIf(!existsSync('/dev/full'))(
    'goes on with one line on the console when the disk is full',
    () => {
      const blocked = join(folder, 'quant.log');
      spawnSync('ln', ['-s', '/dev/full', blocked]);
      const { status, stderr } = run('close');
      expect(status).toBe(0);
      const lines = stderr.trim().split('\n');
      expect(lines).toHaveLength(2);
      expect(stderr).toMatch(
        /Cannot write the log .*quant\.log: ENOSPC: .*; logging to the console only/,
      );
      expect(stderr).toContain('Last words');
    },
  );

  it.skipIf(process.platform === 'win32')('ends in a working folder that is gone', () => {
    const gone = join(folder, 'gone');
    const command = `mkdir "${gone}"; cd "${gone}"; rmdir "${gone}"; exec "${process.execPath}" "${WRITER}" logs/deep 10 close warn`;
    const { signal } = spawnSync('bash', ['-c', command], {
      timeout: 20_000,
      killSignal: 'SIGKILL',
    });
    expect(signal).toBeNull();
  });

  it('goes on when the folder cannot be made', () => {
    const { status, stderr } = run('close', { folder: '/dev/null/logs' });
    expect(status).toBe(0);
    expect(stderr).toMatch(/Cannot write the log .*(ENOTDIR|EEXIST)/);
  });
});
