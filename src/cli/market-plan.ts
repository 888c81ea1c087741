import { currencyPairOf, assert, type Interval, type Logger, QuantError } from '#base';
import { lockFolder, nodeDisk, systemClock } from '#base/node';
import type { FlagSetting } from '#config';
import {
  type BarRequest,
  type DataProvider,
  DataStorage,
  dateText,
  type FetchOptions,
  type Finding,
  loadMarket,
  type Market,
  marketHoursOf,
  mendedText,
  type StoredBars,
} from '#data';
import { currenciesOf } from '#portfolio';
import { checkFolder } from './folders.ts';
import type { MarketOptions, ModelOptions } from './options.ts';
import { chooseProviders } from './provider-choice.ts';
import type { Session } from './session.ts';
import { type Span, spanOf } from './span.ts';

/** Which bars a command is about, and where they come from. */
export interface MarketPlan extends Span {
  /** Who answers for each of the symbols. */
  readonly providers: ReadonlyMap<string, DataProvider>;
  readonly storage: DataStorage;
  readonly symbols: readonly string[];
  readonly interval: Interval;
}

type StoredBarSource = (request: BarRequest) => Promise<StoredBars>;

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

/** Flags of a command that trades. */
export function tradingFlags(
  options: ModelOptions & { readonly allocator?: string | undefined },
): FlagSetting[] {
  const { allocator } = options;
  return [
    ...modelFlags(options),
    { flag: '--allocator', path: 'portfolio.method', value: allocator },
    {
      flag: '--allocator',
      path: 'trading.sizing.method',
      value: allocator === undefined ? undefined : 'portfolio',
    },
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
  const chosen = chooseProviders(names, options, session);
  const isSimulated = [...chosen.values()].every(({ name }) => name === 'sim');
  const span = spanOf(options, { interval, now: systemClock.now(), isSimulated });
  checkFolder(cacheDir, 'data.cacheDir');
  checkFolder(config.paths.logDir, 'paths.logDir');
  const providers = new Map<string, DataProvider>();
  for (const [name, provider] of chosen) {
    const symbols = (await provider.expand?.(name, interval)) ?? [name];
    for (const symbol of symbols) providers.set(symbol, provider);
  }
  // A symbol that does not exist is told before the bars of the others are fetched.
  for (const [symbol, provider] of providers) await provider.version?.(symbol, interval);
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
  return { ...span, providers, storage, symbols: [...providers.keys()], interval };
}

/** An account in another currency is told of prices that are taken to be in it. */
const MOST_PRICES_ARE_IN = 'USD';

/**
 * The same for what will be traded.
 *
 * @throws portfolio/no-rate before anything is fetched
 */
export async function planTrading(session: Session, options: MarketOptions): Promise<MarketPlan> {
  const plan = await planMarket(session, options);
  const { trading } = session.config;
  currenciesOf(plan.symbols, trading);
  const assumed = plan.symbols.filter(
    (symbol) => currencyPairOf(symbol) === null && !Object.hasOwn(trading.quoteCurrencies, symbol),
  );
  if (trading.currency !== MOST_PRICES_ARE_IN && assumed.length > 0) {
    session.logger.warn(
      `${assumed.join(', ')} count as priced in ${trading.currency}, the account's currency; trading.quoteCurrencies names another`,
    );
  }
  return plan;
}

/** Where the bars of a plan come from: the cache, and for what it lacks each symbol's provider. */
export function sourceOf(plan: MarketPlan, options: FetchOptions = {}): StoredBarSource {
  return async ({ symbol, interval, start, end }) => {
    const from = (time: number) =>
      plan.storage.getOrFetch(providerOf(plan, symbol), symbol, interval, time, end, options);
    try {
      return await from(start);
    } catch (thrown) {
      const since = plan.isStartNamed ? null : firstKept(thrown);
      if (since === null || !(since > start && since < end)) throw thrown;
      return from(since);
    }
  };
}

/** From when on a source has bars that has none so old as it was asked for; null for any other failure. */
function firstKept(thrown: unknown): number | null {
  if (!(thrown instanceof QuantError && thrown.code === 'data/too-old')) return null;
  const { since } = thrown.context;
  return typeof since === 'number' ? since : null;
}

/** Who answers for a symbol of a plan. */
export function providerOf({ providers }: MarketPlan, symbol: string): DataProvider {
  const provider = providers.get(symbol);
  assert(provider !== undefined, 'every symbol of a plan has a provider');
  return provider;
}

/** Names of the providers of a plan, joined where there are several: what a run is known by. */
export function providerNames({ providers }: MarketPlan): string {
  return [...new Set([...providers.values()].map(({ name }) => name))].join('+');
}

/** The names in a list with commas, each once. */
export function listed(text = ''): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ''))];
}

/** Nobody could have had the returns at splits on which prices and actions do not agree. */
function warnOfSplits(symbol: string, findings: readonly Finding[], logger: Logger): void {
  const doubted = findings.filter(
    ({ code }) => code === 'split-suspected' || code === 'split-already-applied',
  );
  if (doubted.length === 0) return;
  const [{ time, code, detail }] = doubted;
  const what = doubted.length === 1 ? '1 split' : `${doubted.length} splits`;
  logger.warn(
    `${what} of ${symbol} to be doubted, and returns with them; the first: ${dateText(time)}: ${code}: ${detail}`,
  );
}

/** Loads and checks all bars of a plan, from `start` to its end; says what was left out. */
export async function loadPlanned(
  { config, logger }: Session,
  plan: MarketPlan,
  start: number,
): Promise<Market> {
  const { corporateActions, badBars, minRows, repairs, parallelSymbols } = config.data;
  const { symbols, interval, end } = plan;
  const market = await loadMarket(sourceOf(plan), {
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
  for (const { symbol, bars, quarantine, mended, findings } of market.assets) {
    for (const done of mended) logger.warn(mendedText(symbol, done));
    if (corporateActions === 'apply') warnOfSplits(symbol, findings, logger);
    if (quarantine.length === 0) continue;
    const [{ place, detail }] = quarantine;
    const all = bars.time.length + quarantine.length;
    logger.warn(
      `${quarantine.length} of ${all} bars of ${symbol} left out; the first: ${place}: ${detail}`,
    );
  }
  return market;
}
