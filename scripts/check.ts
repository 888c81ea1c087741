/** `npm test`: format, lint, types, dead code, then every test; stops at the first stage that fails. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, relative } from 'node:path';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'quant-check-'));
const report = join(folder, 'tests.json');

const STAGES = [
  { name: 'format', command: 'biome', args: ['format', '--error-on-warnings', '.'] },
  { name: 'lint', command: 'oxlint', args: ['--disable-nested-config', '.'] },
  { name: 'types', command: 'tsc', args: ['--pretty', 'false'] },
  { name: 'dead code', command: 'knip', args: ['--no-config-hints'] },
  {
    name: 'tests',
    command: 'vitest',
    args: ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`],
  },
] as const;

interface TestReport {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

function runStage({ name, command, args }: (typeof STAGES)[number]) {
  const started = performance.now();
  const path = `${join(root, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`;
  const result = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, PATH: path, NO_COLOR: '1', FORCE_COLOR: undefined },
    // A test that never yields can't be ended from inside.
    timeout: 20 * 60_000,
    killSignal: 'SIGKILL',
    maxBuffer: 256 * 1024 * 1024,
    shell: process.platform === 'win32',
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const passed = result.status === 0;
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${name.padEnd(9)} ${seconds.padStart(6)} s`);
  return { passed, output: `${result.error ?? ''}${result.stdout}${result.stderr}`.trimEnd() };
}

/** Names what was not tested, and why where the test said so. */
function printSkipped({ testResults }: TestReport, output: string): void {
  for (const line of new Set(output.split('\n'))) {
    if (line.startsWith('Skipped: ')) console.log(line);
  }
  for (const file of testResults) {
    for (const { status, fullName } of file.assertionResults) {
      if (status === 'passed' || status === 'failed') continue;
      console.log(`Skipped test: ${relative(root, file.name)} ${fullName}`);
    }
  }
}

function readReport(): TestReport | null {
  try {
    return JSON.parse(readFileSync(report, 'utf8')) as TestReport;
  } catch {
    return null;
  }
}

/** Prints the last line, `N passed, N failed`, and returns the exit code. */
function summary(passed: number, failed: number, skipped: number): number {
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

function testSummary(stagePassed: boolean, output: string): number {
  const tests = readReport();
  if (!tests) return summary(0, 1, 0);
  printSkipped(tests, output);
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = tests;
  // A file that could not even be loaded has no tests to count.
  const brokenFiles = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failed = numFailedTests + brokenFiles;
  const unexplained = !stagePassed && failed === 0 ? 1 : 0;
  return summary(numPassedTests, failed + unexplained, numPendingTests);
}

function check(): number {
  for (const stage of STAGES) {
    const { passed, output } = runStage(stage);
    if (!passed) console.log(`\n${output}\n`);
    if (stage.name === 'tests') return testSummary(passed, output);
    if (!passed) {
      console.log(`The ${stage.name} check failed; what comes after it was not run.`);
      return summary(0, 1, 0);
    }
  }
  return 1;
}

process.exitCode = check();
rmSync(folder, { recursive: true, force: true });
