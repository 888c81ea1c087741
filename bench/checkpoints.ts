import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SILENT_LOGGER } from '#base';
import { lockFolder, nodeDisk, systemClock } from '#base/node';
import { type HistoryPiece, backtestIdentity } from '#backtest';
import { systemSchema } from '#config';
import { RunCheckpoint } from '#core';
import type { Market } from '#data';
import type { DeskState } from '#execution';
import { crossed } from './peer.ts';
import { print } from './print.ts';
import { walkMarket } from './walk.ts';

const BARS = 1_000_000;
const EVERY = 10_000;
/** As the command has it. */
const LEAST_MS = 250;
const RUNS = 5;
/** Losses that halt nothing, so that there is trading to the end. */
const CONFIG = systemSchema.parse({
  trading: { risk: { maxDrawdown: 1, dailyLossLimit: 1 } },
});

type Checkpoint = RunCheckpoint<DeskState, HistoryPiece>;

/** What it costs to keep a backtest of a million bars on the way, and to take it up again at its end. */
export function benchCheckpoints(): void {
  const market = walkMarket(1, BARS);
  const root = mkdtempSync(join(tmpdir(), 'quant-bench-'));
  try {
    const plain = fastest(() => crossed(market, CONFIG));
    let checkpoint: Checkpoint | null = null;
    const keep = (leastMs: number) =>
      fastest(() => {
        checkpoint?.finish();
        checkpoint = openIn(root, market, leastMs);
        crossed(market, CONFIG, checkpoint);
      });
    const kept = keep(LEAST_MS);
    const keptAlways = keep(0);
    const bytes = sizeOf(root);
    (checkpoint as Checkpoint | null)?.close();
    const resumed = fastest(() => {
      const again = openIn(root, market, 0);
      if (again?.resumed?.bar !== BARS - EVERY) throw new Error('nothing to resume');
      crossed(market, CONFIG, again);
      again.close();
    });
    const identified = fastest(() => identityOf(market));
    const ms = (seconds: number) => `${(1000 * seconds).toFixed(0)} ms`;
    print('checkpoints: backtest of 1 M bars, none kept', ms(plain), '');
    print(
      `checkpoints: kept every ${EVERY} bars, ${LEAST_MS} ms at least`,
      ms(kept),
      more(kept, plain),
    );
    print(
      `checkpoints: kept every ${EVERY} bars, however soon`,
      ms(keptAlways),
      `${more(keptAlways, plain)}, ${(bytes / 2 ** 20).toFixed(0)} MiB`,
    );
    print('checkpoints: hashing what the run is of, part of it', ms(identified), '');
    print('checkpoints: resumed at the last one', ms(resumed), '');
  } finally {
    rmSync(root, { recursive: true });
  }
}

function more(seconds: number, than: number): string {
  return `${((100 * (seconds - than)) / than).toFixed(0)} % more`;
}

/** Wall seconds, waiting for the disk included. */
function fastest(work: () => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run <= RUNS; run++) {
    const began = performance.now();
    work();
    if (run > 0) best = Math.min(best, (performance.now() - began) / 1000);
  }
  return best;
}

function identityOf(market: Market) {
  return backtestIdentity({
    learns: false,
    strategy: 'sma-cross',
    market,
    start: 0,
    config: CONFIG,
    versions: {},
    models: [],
    forecasts: null,
  });
}

function openIn(root: string, market: Market, leastMs: number): Checkpoint | null {
  return RunCheckpoint.open<DeskState, HistoryPiece>({
    disk: nodeDisk,
    lockFolder,
    clock: systemClock,
    root,
    identity: identityOf(market),
    everyBars: EVERY,
    leastMs,
    build: 'bench',
    logger: SILENT_LOGGER,
  });
}

function sizeOf(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return files.reduce(
    (sum, file) => sum + (file.isFile() ? statSync(join(file.parentPath, file.name)).size : 0),
    0,
  );
}
