import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { join } from 'node:path';

const COMMAND = join(import.meta.dirname, '../../bin/quant.js');

/** The process's variables less the settings among them: what a test says is all that counts. */
const ENVIRONMENT = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('QUANT_')),
);

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the quant command in a folder of its own and waits for its end. */
export function quant(cwd: string, ...args: readonly string[]): Promise<Finished> {
  return quantWith({}, cwd, ...args);
}

/** The same with more variables in its environment. */
export function quantWith(
  variables: Readonly<Record<string, string>>,
  cwd: string,
  ...args: readonly string[]
): Promise<Finished> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [COMMAND, ...args],
      { cwd, maxBuffer: 1 << 28, env: { ...ENVIRONMENT, ...variables } },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
      },
    );
  });
}

/** Runs the quant command for its JSON document. */
export async function quantJson<Document>(
  cwd: string,
  ...args: readonly string[]
): Promise<Document> {
  const { code, stdout, stderr } = await quant(cwd, ...args, '--json');
  if (code !== 0) throw new Error(`quant ${args.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as Document;
}

/** Starts the quant command and leaves it running. */
export function startQuant(cwd: string, ...args: readonly string[]): ChildProcess {
  return startQuantWith({}, cwd, ...args);
}

/** The same with more variables in its environment. */
export function startQuantWith(
  variables: Readonly<Record<string, string>>,
  cwd: string,
  ...args: readonly string[]
): ChildProcess {
  return spawn(process.execPath, [COMMAND, ...args], {
    cwd,
    env: { ...ENVIRONMENT, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** What people are told on standard error: neither log lines nor progress. */
export function sentences(stderr: string): readonly string[] {
  return stderr.split('\n').filter((line) => line !== '' && !/^\[\d{4}-|^\w+: \d+% \(/.test(line));
}
