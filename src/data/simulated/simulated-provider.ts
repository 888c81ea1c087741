import {
  type BarTable,
  BAR_COLUMNS,
  barsBetween,
  canonicalJson,
  type Interval,
  QuantError,
  sha256,
} from '#base';
import { dateText } from '../date-text.ts';
import { type BarRequest, checkRange, type DataProvider, type FetchedBars } from '../provider.ts';
import { checkSymbol } from '../symbol.ts';
import type { MarketPath } from './market-path.ts';
import {
  type SimulatedMarket,
  type SimulatedSettings,
  simulatedMarket,
} from './simulated-market.ts';

/** Raised when the same settings give other bars than before. */
const MODEL_VERSION = 1;
const BARS_MAX = 5_000_000;

interface Era {
  readonly time: Float64Array;
  readonly shared: MarketPath;
}

/**
 * Bars of a market that exists only here: SIM1, SIM2, …, the same for the same seed and settings.
 *
 * Every request is answered from one fixed path that begins in 2000 (`1d`, `1w`), 2015 (`1h`, `4h`)
 * or 2023 (minutes) and has no end. A symbol's bars depend on no other symbol and on no range asked.
 */
export class SimulatedProvider implements DataProvider {
  readonly name = 'sim';
  readonly #seed: number;
  readonly #settings: SimulatedSettings;
  readonly #markets = new Map<Interval, SimulatedMarket>();
  readonly #eras = new Map<Interval, Era>();
  readonly #paths = new Map<string, BarTable>();

  constructor(seed: number, settings: SimulatedSettings) {
    this.#seed = seed;
    this.#settings = settings;
  }

  /** @throws data/unknown-symbol, data/bad-range, data/range-too-long, data/edge-too-strong */
  async fetchBars(request: BarRequest): Promise<FetchedBars> {
    checkRange(request);
    const number = numberOf(request.symbol);
    const { origin, barsPerDay } = this.#market(request.interval).timetable;
    if (request.end <= origin) throw tooEarly(request, origin);
    if (!(((request.end - origin) / 86_400_000) * barsPerDay <= BARS_MAX)) throw tooLong(request);
    const bars = barsBetween(this.#path(number, request), request.start, request.end);
    return { bars: copyOf(bars), actions: [], quarantine: [], caveats: [] };
  }

  async version(symbol: string, interval: Interval): Promise<string> {
    numberOf(symbol);
    const settings = this.#settings;
    return sha256(
      canonicalJson({ model: MODEL_VERSION, seed: this.#seed, settings, symbol, interval }),
    );
  }

  #market(interval: Interval): SimulatedMarket {
    const known = this.#markets.get(interval);
    if (known !== undefined) return known;
    const market = simulatedMarket(this.#seed, this.#settings, interval);
    this.#markets.set(interval, market);
    return market;
  }

  /** The symbol's bars from the origin to `end` at least. */
  #path(number: number, { interval, end }: BarRequest): BarTable {
    const era = this.#era(interval, end);
    const key = `${interval}/${number}`;
    const known = this.#paths.get(key);
    if (known !== undefined && known.time.length === era.time.length) return known;
    const path = this.#market(interval).asset(number, era.shared);
    const bars = { ...path.bars, time: era.time };
    this.#paths.set(key, bars);
    return bars;
  }

  /** Grown by a quarter when it falls short, so that asking bar after bar stays cheap. */
  #era(interval: Interval, end: number): Era {
    const known = this.#eras.get(interval);
    if (known !== undefined && end <= known.time[known.time.length - 1]) return known;
    const market = this.#market(interval);
    const needed = market.timetable.times(end, 0).length;
    const time = market.timetable.times(end, 1 + Math.floor(needed / 4));
    const era = { time, shared: market.shared(time.length) };
    this.#eras.set(interval, era);
    return era;
  }
}

/** @throws data/bad-symbol, data/unknown-symbol */
function numberOf(symbol: string): number {
  checkSymbol(symbol);
  const digits = /^SIM([1-9]\d{0,5})$/.exec(symbol)?.[1];
  if (digits !== undefined) return Number(digits);
  throw new QuantError(
    'data/unknown-symbol',
    `The simulated market has no ${symbol}: its symbols are SIM1, SIM2, … up to SIM999999.`,
    { context: { symbol } },
  );
}

function tooEarly({ symbol, interval, end }: BarRequest, origin: number): QuantError {
  return new QuantError(
    'data/no-bars',
    `The simulated market begins on ${dateText(origin)} at ${interval}, so ${symbol} has no bars before ${dateText(end)}: ask for a later range.`,
    { context: { symbol, interval, origin, end } },
  );
}

function tooLong({ symbol, interval, end }: BarRequest): QuantError {
  return new QuantError(
    'data/range-too-long',
    `${symbol} at ${interval} up to ${dateText(end)} is more than ${BARS_MAX} simulated bars from its beginning: ask for an earlier end or a longer interval.`,
    { context: { symbol, interval, end } },
  );
}

/** The caller's own, so that the path stays what it is. */
function copyOf(bars: BarTable): BarTable {
  const copy = { time: bars.time.slice() } as Record<keyof BarTable, Float64Array>;
  for (const column of BAR_COLUMNS) copy[column] = bars[column].slice();
  return copy;
}
