import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Interval, intervalMs, type Logger, QuantError } from '#base';
import { nodeDisk, setupLogging, systemClock } from '#base/node';
import { type FlagSetting, loadConfig, type LoadedConfig, type SystemConfig } from '#config';
import { type BarSource, DataStorage, type DataProvider, loadMarket, type Market } from '#data';
import { featureSet } from '#features';
import { parseDate, parseEnd } from './dates.ts';
import type { CommonOptions, MarketOptions } from './options.ts';
import { type Output, outputTo } from './output.ts';
import { chooseProvider } from './provider-choice.ts';

const DAY_MS = 86_400_000;

/** What a command works with; closed when it ends, so that no log line is lost. */
export interface Session {
  readonly loaded: LoadedConfig;
  readonly config: SystemConfig;
  readonly logger: Logger;
  readonly output: Output;
  close(): void;
}

/** Reads settings and opens the log. */
export function openSession(options: CommonOptions, flags: readonly FlagSetting[] = []): Session {
  const loaded = loadConfig({
    disk: nodeDisk,
    file: options.config,
    environment: process.env,
    sets: options.set,
    flags: [
      { flag: '--log-level', path: 'logLevel', value: options.logLevel },
      { flag: '--seed', path: 'seed', value: options.seed },
      ...flags,
    ],
  });
  const { config } = loaded;
  const log = setupLogging({ level: config.logLevel, folder: config.paths.logDir });
  return {
    loaded,
    config,
    logger: log.logger,
    output: outputTo(process.stdout, options.json === true),
    close: log.close,
  };
}

/** Settings that the market options stand for. */
export function marketFlags(options: MarketOptions): FlagSetting[] {
  return [
    { flag: '--interval', path: 'data.interval', value: options.interval },
    { flag: '--data-dir', path: 'data.csvDir', value: options.dataDir },
  ];
}

/** Which bars a command is about. */
export interface MarketPlan {
  readonly provider: DataProvider;
  readonly source: BarSource;
  readonly storage: DataStorage;
  readonly symbols: readonly string[];
  readonly interval: Interval;
  readonly start: number;
  readonly end: number;
}

/** Works out provider, symbols and span; nothing is fetched yet. */
export async function planMarket(session: Session, options: MarketOptions): Promise<MarketPlan> {
  const { config, logger } = session;
  const { interval } = config.data;
  const names = options.assets
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) {
    throw new QuantError('cli/no-assets', '--assets names no symbol; write --assets SIM1,SIM2.');
  }
  const provider = chooseProvider(names, options, config);
  const expanded = await Promise.all(
    names.map((name) => provider.expand?.(name, interval) ?? [name]),
  );
  const storage = new DataStorage({ folder: config.data.cacheDir, disk: nodeDisk, log: logger });
  return {
    provider,
    storage,
    source: storage.source(provider),
    symbols: [...new Set(expanded.flat())],
    interval,
    ...spanOf(options, provider, interval),
  };
}

/** The simulated market has no today, so that what is left open is the same on every day. */
const SIMULATED_END = Date.UTC(2025, 0, 1);
const SIMULATED_DAYS: Readonly<Record<Interval, number>> = {
  '1m': 60,
  '5m': 180,
  '15m': 365,
  '30m': 700,
  '1h': 1500,
  '4h': 3000,
  '1d': 5479,
  '1w': 8000,
};

function spanOf(
  options: MarketOptions,
  provider: DataProvider,
  interval: Interval,
): { start: number; end: number } {
  const isSimulated = provider.name === 'sim';
  const openEnd = isSimulated ? SIMULATED_END : systemClock.now();
  const end = options.end === undefined ? openEnd : parseEnd(options.end, '--end');
  const days = options.days === undefined ? null : parseDays(options.days);
  const openStart = isSimulated ? end - SIMULATED_DAYS[interval] * DAY_MS : 0;
  const start =
    options.start === undefined
      ? days === null
        ? openStart
        : end - days * DAY_MS
      : parseDate(options.start, '--start');
  if (!(start < end)) {
    throw new QuantError(
      'cli/bad-range',
      `--start ${options.start ?? new Date(start).toISOString().slice(0, 10)} does not come before --end ${options.end ?? new Date(end).toISOString().slice(0, 10)}; swap them or leave one out.`,
    );
  }
  return { start, end };
}

function parseDays(text: string): number {
  const days = Number(text);
  if (Number.isInteger(days) && days > 0) return days;
  throw new QuantError('cli/bad-option', `--days ${text} is not a whole number above 0.`);
}

/** Loads and checks all bars of a plan, from `start` (default: the plan's) to its end. */
export async function loadPlanned(
  session: Session,
  plan: MarketPlan,
  start = plan.start,
): Promise<Market> {
  const { symbols, interval, end, source } = plan;
  const { corporateActions, badBars } = session.config.data;
  return loadMarket(source, {
    symbols,
    interval,
    start,
    end,
    corporateActions,
    badBars,
  });
}

/** Whether a folder is there, for messages that say what to do. */
export function folderExists(folder: string): boolean {
  return existsSync(resolve(folder));
}

/** Where bars must begin so that indicators are warm at the plan's start; the start itself when it is open. */
export function warmUpStart(
  plan: MarketPlan,
  options: Pick<MarketOptions, 'start' | 'days'>,
  config: SystemConfig,
): number {
  if (options.start === undefined && options.days === undefined) return plan.start;
  return Math.max(0, plan.start - warmUpBars(config) * barSpanMs(plan.interval));
}

/** Calendar time that holds one bar on average, nights, weekends and holidays included. */
function barSpanMs(interval: Interval): number {
  const isIntraday = intervalMs(interval) < DAY_MS;
  return intervalMs(interval) * (isIntraday ? 6 : 1.6);
}

/** Bars that the longest look-back of any strategy or feature needs. */
function warmUpBars({ features, model, trading }: SystemConfig): number {
  return Math.max(
    featureSet(features).warmupBars + model.seqLen,
    trading.smaCross.slowBars,
    trading.tsmom.lookbackBars,
    5 * features.volatilityHalfLifeBars,
  );
}
