import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isSupportedNode, SUPPORTED_NODE } from '../bin/supported-node.js';
import packageJson from '../package.json' with { type: 'json' };

/** Gets ready for signals when asked to, then says what it is. */
const MAIN = `
const [wait] = process.argv.slice(2);
let signals = 0;
if (wait === 'count') {
  process.on('SIGINT', () => { signals++; console.log('SIGINT'); });
  process.on('SIGTERM', () => { console.log(signals); process.exit(7); });
}
if (wait !== undefined) setInterval(() => {}, 1000);
console.log(JSON.stringify({ file: import.meta.filename, args: process.argv.slice(2), pid: process.pid }));
`;

/** Makes the first process, and not those it starts, believe that it is an old Node. */
const PRETEND_OLD = `data:text/javascript,if (process.env.PRETEND_OLD) {
  delete process.env.PRETEND_OLD;
  Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.1.0' } });
}`.replaceAll('\n', '');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quant-bin-'));
  cpSync(join(import.meta.dirname, '../bin'), join(folder, 'bin'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  mkdirSync(join(folder, 'dist/cli'), { recursive: true });
  writeFileSync(join(folder, 'dist/cli/main.js'), MAIN);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A package of the name the command looks for, with the Node that runs this test. */
function bringNode(): void {
  const name = `node-${process.platform}-${process.arch}`;
  const bin = join(folder, 'node_modules', name, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, '../package.json'), '{}');
  symlinkSync(process.execPath, join(bin, 'node'));
}

function start(args: readonly string[], old: boolean): ChildProcess {
  const command = ['--import', PRETEND_OLD, join(folder, 'bin/quant.js'), ...args];
  const env = { ...process.env, NODE_OPTIONS: '', ...(old ? { PRETEND_OLD: '1' } : {}) };
  return spawn(process.execPath, command, { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function end(child: ChildProcess) {
  let out = '';
  child.stdout?.on('data', (bytes: Buffer) => {
    out += bytes.toString();
  });
  child.stderr?.on('data', (bytes: Buffer) => {
    out += bytes.toString();
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { out, code, signal };
}

describe('the Node it takes', () => {
  it.each(['22.18.0', '22.99.1', '24.0.0', '24.21.0', '26.0.0', '27.1.0', '30.0.0'])(
    'is %s',
    (version) => expect(isSupportedNode(version)).toBe(true),
  );

  it.each(['0.12.0', '18.20.0', '20.20.2', '22.17.9', '23.11.0', '25.9.0'])(
    'is not %s',
    (version) => expect(isSupportedNode(version)).toBe(false),
  );

  it('is what package.json says', () => {
    expect(packageJson.engines.node).toBe('^22.18 || ^24 || >=26');
    expect(SUPPORTED_NODE).toBe('Node 22.18 or later, 24, or 26 and later');
  });
});

describe.skipIf(process.platform === 'win32')('the quant command', () => {
  it('runs the sources in a checkout and dist where there are none', async () => {
    const installed = await end(start([], false));
    expect(installed.out).toContain('dist/cli/main.js');
    mkdirSync(join(folder, 'src/cli'), { recursive: true });
    writeFileSync(join(folder, 'src/cli/main.ts'), `const kind: string = 'source';\n${MAIN}`);
    const checkout = await end(start([], false));
    expect(checkout.out).toContain('src/cli/main.ts');
    expect(checkout.code).toBe(0);
  });

  it('says in one sentence what to do when Node is too old and none came along', async () => {
    const { out, code } = await end(start([], true));
    expect(out).toMatch(/^quant needs Node .* and this is 20\.1\.0: .*\.\n$/);
    expect(code).toBe(1);
  });

  it('goes on in the Node that came along, hands over each signal once and ends as it ends', async () => {
    bringNode();
    const child = start(['count', 'a b'], true);
    const ended = end(child);
    const [greeting] = (await once(child.stdout as NodeJS.EventEmitter, 'data')) as [Buffer];
    const { args, pid } = JSON.parse(greeting.toString()) as { args: string[]; pid: number };
    expect(args).toEqual(['count', 'a b']);
    expect(pid).not.toBe(child.pid);
    child.kill('SIGINT');
    await once(child.stdout as NodeJS.EventEmitter, 'data');
    child.kill('SIGTERM');
    const { out, code } = await ended;
    expect(out.trimEnd().split('\n').at(-1)).toBe('1');
    expect(code).toBe(7);
  });

  it('dies of the signal its successor died of', async () => {
    bringNode();
    const child = start(['wait'], true);
    const ended = end(child);
    await once(child.stdout as NodeJS.EventEmitter, 'data');
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: null, signal: 'SIGTERM' });
  });
});
