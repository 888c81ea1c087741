import { inspect } from 'node:util';
import type { Logger } from '#base';
import { nodeDisk, setupLogging, systemClock } from '#base/node';
import { type FlagSetting, loadConfig, type LoadedConfig, type SystemConfig } from '#config';
import type { CommonOptions } from './options.ts';
import { type Output, outputTo } from './output.ts';
import { type Progress, progressOn } from './progress.ts';
import { Screen } from './screen.ts';

/** What a command works with. */
export interface Session {
  readonly loaded: LoadedConfig;
  readonly config: SystemConfig;
  readonly logger: Logger;
  readonly output: Output;
  /** Where people see log and progress. */
  readonly screen: Screen;
  progress(label: string, unit: string): Progress;
}

/** Reads the settings, opens the log, and closes it after the work, so that no line is lost. */
export async function withSession<Result>(
  options: CommonOptions,
  flags: readonly FlagSetting[],
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const loaded = loadConfig({
    disk: nodeDisk,
    file: options.config,
    environment: process.env,
    sets: options.set ?? [],
    flags: [
      { flag: '--log-level', path: 'logLevel', value: options.logLevel },
      { flag: '--seed', path: 'seed', value: options.seed },
      ...flags,
    ],
  });
  const { config } = loaded;
  const screen = new Screen(process.stderr);
  const { logger, close } = setupLogging({
    level: config.logLevel,
    folder: config.paths.logDir,
    console: screen,
  });
  const output = outputTo(process.stdout, options.json === true);
  const progress = (label: string, unit: string) =>
    progressOn(screen, label, unit, () => systemClock.now());
  try {
    return await work({ loaded, config, logger, output, screen, progress });
  } catch (thrown) {
    // The stack is for those who asked to see everything; main tells the others in one sentence.
    logger.debug(inspect(thrown));
    throw thrown;
  } finally {
    screen.clearLine();
    close();
  }
}
