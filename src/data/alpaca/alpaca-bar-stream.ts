import {
  type Clock,
  type Logger,
  type Net,
  type OpenWebSocket,
  QuantError,
  type Random,
} from '#base';
import type { DataConfig } from '#config';
import type { BarStream, BarStreamEvent, FollowRequest } from '../bar-stream.ts';
import type { MarketHours } from '../sessions/market-hours.ts';
import { marketHoursOf } from '../sessions/market-hours-of.ts';
import { checkSymbol } from '../symbol.ts';
import { type AlpacaKeys, requireKeys } from './alpaca-keys.ts';
import { AlpacaProvider, type AlpacaSettings } from './alpaca-provider.ts';
import { isCoin } from './bar-rows.ts';
import { FollowedBars, type StreamCounts } from './followed-bars.ts';
import { ReconnectPace } from './reconnect-pace.ts';
import { Silence } from './silence.ts';
import { StreamConnection, type StreamedBar } from './stream-connection.ts';

/** What the stream is made of; `net` is patient already, and heeds `signal`. */
export interface AlpacaStreamOptions {
  readonly net: Net;
  readonly clock: Clock;
  readonly random: Pick<Random, 'uniform'>;
  readonly log: Logger;
  readonly settings: AlpacaSettings & Pick<DataConfig, 'parallelSymbols'>;
  readonly keys: AlpacaKeys | null;
  readonly openWebSocket: OpenWebSocket;
}

/** What lasts from the first connection to the last. */
interface Following {
  readonly connect: () => StreamConnection;
  readonly bars: FollowedBars;
  readonly silence: Silence;
  readonly pace: ReconnectPace;
  /** Whether the reader knows that bars may be missing. */
  isInterrupted: boolean;
}

/**
 * Alpaca's stream of minute bars, made whole.
 *
 * Whatever the connection does, the reader gets each closed bar once and in order: after every opening,
 * and wherever a minute of the session is missing, history is asked first. A connection that is silent
 * while the market is open is given up, and none is opened more than six times a minute. One stream can
 * follow stocks or coins, not both, and an account has one connection of each.
 *
 * Frames lost without a trace within a connection are noticed by the next bar of the symbol, or by
 * silence; a lost correction, or two in the wrong order, only after the next interruption, when the last
 * 24 hours are compared.
 */
export class AlpacaBarStream implements BarStream {
  readonly #options: Omit<AlpacaStreamOptions, 'keys'>;
  readonly #keys: AlpacaKeys | null;
  readonly #counts: StreamCounts = { duplicates: 0, unwanted: 0, early: 0 };

  constructor({ keys, ...options }: AlpacaStreamOptions) {
    this.#options = options;
    this.#keys = keys;
  }

  /** Since the stream was made. */
  get counts(): Readonly<StreamCounts> {
    return { ...this.#counts };
  }

  /** @throws data/not-allowed, data/bad-symbol, data/unknown-symbol, data/too-old, data/mixed-stream */
  async *follow(request: FollowRequest): AsyncGenerator<BarStreamEvent, void, undefined> {
    const { signal } = request;
    const { clock, log } = this.#options;
    const following = await this.#begin(request);
    while (!signal.aborted) {
      await following.pace.enter(signal);
      if (signal.aborted) return;
      const connection = following.connect();
      const stop = () => connection.close('closed', 'no longer wanted');
      signal.addEventListener('abort', stop);
      try {
        yield* this.#serve(connection, following);
      } catch (thrown) {
        if (!signal.aborted) throw thrown;
      } finally {
        signal.removeEventListener('abort', stop);
        stop();
      }
      if (signal.aborted || connection.end === null) return;
      const { reason, detail, error } = connection.end;
      if (error !== null) throw error;
      following.pace.failed();
      log.warn(`alpaca stream ${reason}: ${detail}; connecting again`);
      if (following.isInterrupted) continue;
      following.isInterrupted = true;
      yield { kind: 'interrupted', time: clock.now(), reason, detail };
    }
  }

  async #begin({ symbols, from, signal }: FollowRequest): Promise<Following> {
    const keys = requireKeys(this.#keys);
    const { net, clock, random, settings, openWebSocket } = this.#options;
    const distinct = [...new Set(symbols)];
    const url = urlFor(distinct, settings);
    const library = await import('@alpacahq/alpaca-trade-api');
    const abortable: Net = (address, init) => net(address, { ...init, signal });
    const provider = new AlpacaProvider({ net: abortable, clock, settings, keys });
    const hoursOf = (symbol: string): MarketHours => marketHoursOf(symbol, settings);
    return {
      connect: () => new StreamConnection({ library, keys, url, symbols: distinct, openWebSocket }),
      bars: new FollowedBars({
        symbols: distinct,
        hoursOf,
        from,
        fetchBars: (asked) => provider.fetchBarsAlone(asked),
        clock,
        signal,
        parallelSymbols: settings.parallelSymbols,
        counts: this.#counts,
      }),
      silence: new Silence(new Set(distinct.map(hoursOf)), clock),
      pace: new ReconnectPace(clock, random),
      isInterrupted: false,
    };
  }

  /** What was missed before a connection, and everything that it brings; it is over after this. */
  async *#serve(
    connection: StreamConnection,
    following: Following,
  ): AsyncGenerator<BarStreamEvent, void, undefined> {
    const { clock, log } = this.#options;
    await connection.untilSubscribed(clock);
    if (connection.end !== null) return;
    const recalled = await following.bars.recall();
    if (recalled.unreachable !== null) {
      connection.close('history-unreachable', recalled.unreachable);
    }
    yield* recalled.events;
    if (connection.end !== null) return;
    const filled = recalled.events.filter(({ kind }) => kind === 'bar').length;
    following.silence.connected(filled > 0);
    following.pace.live();
    following.isInterrupted = false;
    log.info(`alpaca stream live, ${filled} bars from history`);
    yield { kind: 'live', time: clock.now(), filled };
    for (;;) {
      const streamed = await this.#listen(connection, following.silence);
      const received = await following.bars.receive(streamed);
      if (received.unreachable !== null) {
        connection.close('history-unreachable', received.unreachable);
      }
      if (received.events.some(({ kind }) => kind === 'bar')) following.silence.heard();
      yield* received.events;
      if (connection.end !== null) return;
    }
  }

  /** The next bars; none when the connection is over, or has been silent for too long, which ends it. */
  async #listen(connection: StreamConnection, silence: Silence): Promise<StreamedBar[]> {
    const { clock } = this.#options;
    const alarm = new AbortController();
    const ringing = clock
      .sleep(Math.max(1, silence.until - clock.now()), alarm.signal)
      .then(() => alarm.abort());
    const streamed = await connection.take(alarm.signal);
    alarm.abort();
    await ringing;
    if (streamed.length === 0 && clock.now() >= silence.until) {
      connection.close('silent', silence.rung());
    }
    return streamed;
  }
}

/** @throws data/bad-symbol, data/mixed-stream, data/bad-address */
function urlFor(symbols: readonly string[], { alpaca }: AlpacaSettings): string {
  for (const symbol of symbols) checkSymbol(symbol);
  const coins = symbols.filter(isCoin).length;
  if (symbols.length === 0 || (coins > 0 && coins < symbols.length)) {
    throw new QuantError(
      'data/mixed-stream',
      `Alpaca streams either stocks or coins, and was asked for ${symbols.length} symbols of which ${coins} are coins: follow them apart.`,
      { context: { symbols: symbols.slice(0, 20) } },
    );
  }
  const { streamUrl, feed } = alpaca;
  if (!/^wss?:/.test(streamUrl)) {
    throw new QuantError(
      'data/bad-address',
      `data.alpaca.streamUrl is ${streamUrl} and must begin with wss:// or ws://.`,
    );
  }
  return `${streamUrl.replace(/\/+$/, '')}/${coins > 0 ? 'v1beta3/crypto/us' : `v2/${feed}`}`;
}
