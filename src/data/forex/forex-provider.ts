import { barTableOf, type Clock, intervalMs, type Net, QuantError } from '#base';
import type { DataConfig } from '#config';
import { type QuarantinedBar, quarantineBars, withoutValues } from '../checks/quarantine.ts';
import { dateText } from '../date-text.ts';
import { joinedBars } from '../joined-bars.ts';
import { type BarRequest, checkRange, type DataProvider, type FetchedBars } from '../provider.ts';
import type { MarketHours } from '../sessions/market-hours.ts';
import { marketHoursOf } from '../sessions/market-hours-of.ts';
import { checkSymbol } from '../symbol.ts';
import { barStamps } from './bar-stamps.ts';
import { type CandleUnit, type DukascopyLibrary, loadDukascopy, UNIT_MS } from './dukascopy.ts';
import { currencyPairs, findInstrument, type Instrument } from './find-instrument.ts';
import { lastCommonQuote, type MidCandle, midCandles } from './mid-candles.ts';
import { periodsOf, readPeriod } from './read-candles.ts';

const CAVEATS = ['mid-of-bid-and-ask', 'quoted-volume'] as const;

/**
 * Bars of currencies and metals from Dukascopy, midway between bid and ask.
 *
 * EURUSD, EUR/USD and EURUSD=X are the same. Minutes come in files of a UTC day and hours in files of
 * a UTC month, two files a time, bid and ask; all longer bars are made of them, days from 17:00 in New
 * York to 17:00, which Dukascopy's own days are not. Volume is the size that was quoted, in millions
 * of the first currency; nobody knows what was traded.
 */
export class ForexProvider implements DataProvider {
  readonly name = 'forex';
  readonly #net: Net;
  readonly #clock: Clock;
  readonly #settings: Pick<DataConfig, 'forex' | 'markets' | 'simulated'>;

  /** @param options.net - patient: what it throws is final */
  constructor(options: {
    readonly net: Net;
    readonly clock: Clock;
    readonly settings: Pick<DataConfig, 'forex' | 'markets' | 'simulated'>;
  }) {
    this.#net = options.net;
    this.#clock = options.clock;
    this.#settings = options.settings;
  }

  /** @throws data/unknown-symbol, data/too-old, data/not-allowed, data/bad-answer and what the network throws */
  async fetchBars(request: BarRequest): Promise<FetchedBars> {
    checkSymbol(request.symbol);
    checkRange(request);
    const { symbol, interval, start, end } = request;
    const library = await loadDukascopy();
    const instrument = findInstrument(library, symbol);
    const now = this.#clock.now();
    const hours = marketHoursOf(symbol, this.#settings);
    const unit = intervalMs(interval) < UNIT_MS.hour ? 'minute' : 'hour';
    refuseTooOld(request, instrument.begins[unit]);
    const { stampOf, spanOf } = barStamps(interval, hours);
    const { candles, knownUntil } = await this.#candles(
      library,
      instrument,
      { unit, hours, now },
      spanOf(start, end),
    );
    const place = (row: number) => `Dukascopy ${symbol} ${unit} ${dateText(candles[row].time)}`;
    const checked = quarantineBars(barTableOf(candles), place);
    const isGiven = (stamp: number) =>
      stamp >= start && stamp < end && hours.closeOf(stamp, interval) <= knownUntil;
    const spoilt = restamped(withoutValues(checked.quarantine), stampOf).filter(({ time }) =>
      isGiven(time),
    );
    const lost = new Set(spoilt.map(({ time }) => time));
    const bars = joinedBars(checked.clean, (time) => {
      const stamp = stampOf(time);
      return stamp === null || lost.has(stamp) || !isGiven(stamp) ? null : stamp;
    });
    return { bars, actions: [], quarantine: spoilt, caveats: CAVEATS };
  }

  async symbols(): Promise<readonly string[]> {
    return currencyPairs(await loadDukascopy());
  }

  /**
   * The candles of all files that hold a stretch of time, ascending, some before and after it among
   * them; and until when there will be no others, which is now at the latest.
   */
  async #candles(
    library: DukascopyLibrary,
    instrument: Instrument,
    { unit, hours, now }: { unit: CandleUnit; hours: MarketHours; now: number },
    span: { readonly from: number; readonly until: number },
  ): Promise<{ readonly candles: readonly MidCandle[]; readonly knownUntil: number }> {
    const { baseUrl } = this.#settings.forex;
    const source = { library, net: this.#net, baseUrl, now };
    const from = Math.max(span.from, instrument.begins[unit]);
    const until = Math.min(span.until, now);
    const candles: MidCandle[] = [];
    let knownUntil = from;
    for (const period of from < until ? periodsOf(unit, from, until) : []) {
      let reached = period.until;
      if (hours.sessionFrom(period.from).openTime < period.until) {
        const quoted = await readPeriod(source, instrument.id, unit, period);
        candles.push(...midCandles(quoted));
        if (!quoted.isWhole) reached = lastCommonQuote(quoted) + UNIT_MS[unit];
      }
      if (knownUntil >= period.from) knownUntil = Math.max(knownUntil, reached);
    }
    return { candles, knownUntil: Math.min(knownUntil, now) };
  }
}

/** A bar that a candle cannot be trusted in is not to be trusted. */
function restamped(
  quarantine: readonly QuarantinedBar[],
  stampOf: (time: number) => number | null,
): QuarantinedBar[] {
  return quarantine.flatMap((bar) => {
    const time = Number.isNaN(bar.time) ? null : stampOf(bar.time);
    return time === null ? [] : [{ ...bar, time }];
  });
}

/** @throws data/too-old */
function refuseTooOld({ symbol, interval, end }: BarRequest, begins: number): void {
  if (end > begins) return;
  throw new QuantError(
    'data/too-old',
    `Dukascopy has ${symbol} at ${interval} since ${dateText(begins)}, nothing before ${dateText(end)}: choose a later range.`,
    { context: { symbol, interval, begins, end } },
  );
}
