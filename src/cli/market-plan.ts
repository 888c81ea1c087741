import { type Interval, QuantError } from '#base';
import { lockFolder, nodeDisk, systemClock } from '#base/node';
import type { FlagSetting } from '#config';
import {
  type DataProvider,
  DataStorage,
  loadMarket,
  type Market,
  marketHoursOf,
  mendedText,
} from '#data';
import { checkFolder } from './folders.ts';
import type { MarketOptions, ModelOptions } from './options.ts';
import { chooseProvider } from './provider-choice.ts';
import type { Session } from './session.ts';
import { type Span, spanOf } from './span.ts';

/** Which bars a command is about, and where they come from. */
export interface MarketPlan extends Span {
  readonly provider: DataProvider;
  readonly storage: DataStorage;
  readonly symbols: readonly string[];
  readonly interval: Interval;
}

/** Settings that the market options stand for. */
export function marketFlags(options: MarketOptions): FlagSetting[] {
  return [
    { flag: '--interval', path: 'data.interval', value: options.interval },
    { flag: '--data-dir', path: 'data.csvDir', value: options.dataDir },
  ];
}

/** Settings that the options of a command stand for that makes features of bars. */
export function modelFlags(options: ModelOptions): FlagSetting[] {
  return [
    ...marketFlags(options),
    { flag: '--features', path: 'features.files', value: options.features },
  ];
}

/** Works out provider, symbols and span; nothing is fetched yet. */
export async function planMarket(session: Session, options: MarketOptions): Promise<MarketPlan> {
  const { config, logger } = session;
  const { interval, badBars, repairs, cacheDir, settleDays, actionsMaxAgeHours } = config.data;
  const names = listed(options.assets);
  if (names.length === 0) {
    throw new QuantError('cli/no-assets', 'No asset is named; write --assets SIM1,SIM2.');
  }
  const provider = chooseProvider(names, options, config);
  const isSimulated = provider.name === 'sim';
  const span = spanOf(options, { interval, now: systemClock.now(), isSimulated });
  checkFolder(cacheDir, 'data.cacheDir');
  checkFolder(config.paths.logDir, 'paths.logDir');
  const expanded = await Promise.all(
    names.map(async (name) => (await provider.expand?.(name, interval)) ?? [name]),
  );
  const symbols = [...new Set(expanded.flat())];
  // A symbol that does not exist is told before the bars of the others are fetched.
  for (const symbol of symbols) await provider.version?.(symbol, interval);
  const storage = new DataStorage({
    folder: cacheDir,
    disk: nodeDisk,
    clock: systemClock,
    lockFolder,
    log: logger,
    badBars,
    repairs,
    settleDays,
    actionsMaxAgeHours,
  });
  return { ...span, provider, storage, symbols, interval };
}

/** The names in a list with commas, each once. */
export function listed(text = ''): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ''))];
}

/** Loads and checks all bars of a plan, from `start` to its end; says what was left out. */
export async function loadPlanned(
  { config, logger }: Session,
  { storage, provider, symbols, interval, end }: MarketPlan,
  start: number,
): Promise<Market> {
  const { corporateActions, badBars, minRows, repairs, parallelSymbols } = config.data;
  const market = await loadMarket(storage.source(provider), {
    symbols,
    interval,
    start,
    end,
    corporateActions,
    badBars,
    minRows,
    repairs,
    hoursOf: (symbol) => marketHoursOf(symbol, config.data),
    parallelSymbols,
  });
  for (const { symbol, bars, quarantine, mended } of market.assets) {
    for (const done of mended) logger.warn(mendedText(symbol, done));
    if (quarantine.length === 0) continue;
    const [{ place, detail }] = quarantine;
    const all = bars.time.length + quarantine.length;
    logger.warn(
      `${quarantine.length} of ${all} bars of ${symbol} left out; the first: ${place}: ${detail}`,
    );
  }
  return market;
}
