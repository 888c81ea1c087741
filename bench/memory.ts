import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { print } from './print.ts';

const PROGRAM = fileURLToPath(import.meta.resolve('./memory-run.ts'));
const MIB = 2 ** 20;

/** As memory-run.ts says it, bytes. */
interface Memory {
  /** In use after a run beyond what was before it, which is the program and the bars. */
  readonly held: number;
  /** Most resident memory that the process ever had. */
  readonly peak: number;
  readonly fills: number;
}

/** Memory of backtests that grow, each in a process of its own. */
export function benchMemory(): void {
  for (const [symbols, bars] of [
    [1, 10_000],
    [1, 100_000],
    [1, 1_000_000],
    [50, 20_000],
  ]) {
    const { held, peak, fills } = measured(symbols, bars);
    const bytes = held / (symbols * bars);
    print(
      `memory of a backtest, ${symbols} x ${bars} bars`,
      `${bytes.toFixed(0)} bytes a symbol's bar`,
      `${(held / MIB).toFixed(1)} MiB with ${fills} fills; process at most ${(peak / MIB).toFixed(0)} MiB`,
    );
  }
}

function measured(symbols: number, bars: number): Memory {
  const args = ['--expose-gc', PROGRAM, String(symbols), String(bars)];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Memory;
}
