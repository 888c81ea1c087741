import { join } from 'node:path';
import { backtestIdentity, type IdentifiedBacktest } from '#backtest';
import { lockFolder, nodeDisk, systemClock } from '#base/node';
import type { RunCheckpointSetup } from '#core';
import { checkFolder } from './folders.ts';
import type { Session } from './session.ts';
import { packageVersion, versions } from './versions.ts';

/** Where unfinished backtests lie, beside other state. */
const CHECKPOINT_FOLDER = 'backtest';
/** To keep a run takes some ten milliseconds, in which it could have traded a hundred thousand bars. */
const LEAST_MS = 250;

/** Where a backtest is kept on the way; null where nobody asked for it. */
export function checkpointSetup(
  { config, logger }: Session,
  run: Omit<IdentifiedBacktest, 'config' | 'versions'>,
): RunCheckpointSetup | null {
  const { checkpointBars } = config.backtest;
  if (checkpointBars === null) return null;
  checkFolder(config.paths.stateDir, 'paths.stateDir');
  return {
    disk: nodeDisk,
    lockFolder,
    clock: systemClock,
    root: join(config.paths.stateDir, CHECKPOINT_FOLDER),
    identity: backtestIdentity({ ...run, config, versions: versions() }),
    everyBars: checkpointBars,
    leastMs: LEAST_MS,
    build: packageVersion(),
    logger,
  };
}
