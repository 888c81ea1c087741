import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Level } from 'pino';
import { messageOf } from '../../errors.ts';
import { LOG_LEVELS, type Logger, type LogLevel } from '../../log.ts';
import { loggable } from './loggable.ts';
import { RotatingFile } from './rotating-file.ts';

export interface LoggingSetup {
  /** Least level shown on the console; the file has everything from `info` on, and `debug` when this is `debug`. */
  readonly level: LogLevel;
  /** Folder of `quant.log` and its backups; null keeps no file. */
  readonly folder: string | null;
  /** Where people read along; standard error unless given, so that standard output stays clean. */
  readonly console?: NodeJS.WritableStream;
  /** One JSON object a line on the console too. */
  readonly json?: boolean;
  /** Size of one log file, bytes. */
  readonly fileBytes?: number;
  /** Full log files kept. */
  readonly backups?: number;
}

export interface Logging {
  readonly logger: Logger;
  /** Writes what waits and lets go of the file. */
  readonly close: () => void;
}

/** Loads when used: these packages would double the time of `quant --help`. */
const require = createRequire(import.meta.url);

const DEFAULT_FILE_BYTES = 10 * 2 ** 20;
const DEFAULT_BACKUPS = 5;

const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * A readable console and a size-rotating JSON file `quant.log`.
 *
 * No line is lost when the program returns, exits, throws or gets a signal; SIGKILL loses 200 ms.
 * A log that cannot be written costs one line on the console and nothing else. Fields whose names
 * look like secrets are masked.
 */
export function setupLogging(setup: LoggingSetup): Logging {
  const { multistream, pino } = require('pino') as typeof import('pino');
  const screen = consoleSink(setup);
  const file = setup.folder === null ? null : logFile(setup, setup.folder, screen);
  const fileLevel: Level = setup.level === 'debug' ? 'debug' : 'info';
  const lines = pino(
    { level: leastOf(fileLevel, setup.level), base: { pid: process.pid } },
    multistream([
      { level: setup.level, stream: screen },
      ...(file ? [{ level: fileLevel, stream: file }] : []),
    ]),
  );
  const logger = Object.fromEntries(
    LOG_LEVELS.map((level) => [
      level,
      (message: string, fields?: Readonly<Record<string, unknown>>) => {
        if (lines.isLevelEnabled(level)) lines[level](loggable(fields ?? {}), message);
      },
    ]),
  ) as unknown as Logger;
  const release = file ? flushAtEnd(file) : () => undefined;
  return {
    logger,
    close() {
      release();
      file?.close();
    },
  };
}

function leastOf(a: Level, b: LogLevel): LogLevel {
  return LOG_LEVELS.find((level) => level === a || level === b) ?? b;
}

/** A synchronous sink: what was logged before a crash has been shown. */
function consoleSink(setup: LoggingSetup): { write(line: string): void } {
  const stream = setup.console ?? process.stderr;
  let isOpen = true;
  // A reader that went away (`quant live | head`) must not end the program.
  stream.on('error', () => {
    isOpen = false;
  });
  const format = setup.json ? (line: string) => line : readableFormat(stream);
  return {
    write(line) {
      if (isOpen) stream.write(format(line));
    },
  };
}

function readableFormat(stream: NodeJS.WritableStream): (line: string) => string {
  const { prettyFactory } = require('pino-pretty') as typeof import('pino-pretty');
  return prettyFactory({
    colorize: 'isTTY' in stream && stream.isTTY === true,
    ignore: 'pid',
    singleLine: true,
    translateTime: 'UTC:yyyy-mm-dd HH:MM:ss',
  });
}

function logFile(
  setup: LoggingSetup,
  folder: string,
  screen: { write(line: string): void },
): RotatingFile {
  const path = join(folder, 'quant.log');
  return new RotatingFile({
    path,
    fileBytes: setup.fileBytes ?? DEFAULT_FILE_BYTES,
    backups: setup.backups ?? DEFAULT_BACKUPS,
    onFailure(cause) {
      const msg = `Cannot write the log ${path}: ${messageOf(cause)}; logging to the console only`;
      screen.write(`${JSON.stringify({ level: 40, time: Date.now(), pid: process.pid, msg })}\n`);
    },
  });
}

/** `exit` is not emitted for a signal that nobody handles: then flush, and end as it would have. */
function flushAtEnd(file: RotatingFile): () => void {
  const flush = () => file.flush();
  const onSignal = (signal: NodeJS.Signals) => {
    flush();
    if (process.listenerCount(signal) > 1) return;
    release();
    process.kill(process.pid, signal);
  };
  const release = () => {
    process.off('exit', flush);
    for (const signal of ENDING_SIGNALS) process.off(signal, onSignal);
  };
  process.on('exit', flush);
  for (const signal of ENDING_SIGNALS) process.on(signal, onSignal);
  return release;
}
