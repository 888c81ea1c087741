import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BarTable } from '#base';
import type { PlainResult } from './plain-loop.ts';

const SCRIPT = join(import.meta.dirname, 'rivals/vectorbt_sma.py');
const RUNS = 5;

/** What vectorbt makes of the peer backtest. */
export interface VectorbtResult extends PlainResult {
  readonly version: string;
  readonly cpuSeconds: number;
}

/** Null where `python` is no Python that has vectorbt. */
export function vectorbtBacktest(python: string, { open, close }: BarTable): VectorbtResult | null {
  const folder = mkdtempSync(join(tmpdir(), 'quant-bench-'));
  try {
    const file = join(folder, 'bars');
    writeFileSync(file, Buffer.concat([open, close].map(bytesOf)));
    const { status, stdout } = spawnSync(python, [SCRIPT, file, String(RUNS)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return status === 0 ? (JSON.parse(stdout) as VectorbtResult) : null;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
