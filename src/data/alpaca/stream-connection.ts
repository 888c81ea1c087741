import type { streaming } from '@alpacahq/alpaca-trade-api';
import type { Bar, Clock, OpenWebSocket, QuantError, SocketLink } from '#base';
import type { InterruptionReason } from '../bar-stream.ts';
import { type AlpacaKeys, safeText } from './alpaca-keys.ts';
import { Inbox } from './inbox.ts';
import { isRefusal, terminalRefusal } from './stream-refusals.ts';

/** How long opening, keys and subscription may take together; Alpaca itself allows 10 s for the keys. */
const OPENING_MS = 10_000;

/** A message holds at most a bar of each symbol. */
const MAX_MESSAGE_BYTES = 2 ** 22;

/** Bars that may wait to be taken. */
const INBOX_MAX = 20_000;

/** Why a connection is over; with an error when another would end alike. */
export interface ConnectionEnd {
  readonly reason: InterruptionReason;
  readonly detail: string;
  readonly error: QuantError | null;
}

/** A bar as it came, its numbers NaN where there were none. */
export interface StreamedBar {
  readonly symbol: string;
  readonly bar: Bar;
  /** Whether it was sent to replace one that was sent before. */
  readonly isCorrection: boolean;
}

/** What a connection is made of. */
export interface ConnectionSetup {
  readonly library: { readonly streaming: typeof streaming };
  readonly keys: AlpacaKeys;
  readonly url: string;
  readonly symbols: readonly string[];
  readonly openWebSocket: OpenWebSocket;
}

/**
 * One connection to Alpaca's stream, from its opening to its end.
 *
 * The vendor's library speaks the protocol: keys, subscription, MessagePack, pings. What it cannot be
 * left to do is done around it, a library object for each connection. Its reconnecting forgets its
 * waits as soon as keys are accepted, so that a server that drops everybody is asked every second; a
 * slow answer to the keys (404) ends it for good, and connection limits (406) it meets like any message.
 * A frame that it cannot read takes the rest of its array along, so a frame like that ends the connection.
 */
export class StreamConnection {
  readonly #setup: ConnectionSetup;
  readonly #inbox = new Inbox<StreamedBar>();
  readonly #stream: streaming.StockDataStream;
  readonly #subscribed = Promise.withResolvers<void>();
  readonly #over = new AbortController();
  #socket: SocketLink | null = null;
  #end: ConnectionEnd | null = null;
  #isSubscribed = false;

  constructor(setup: ConnectionSetup) {
    this.#setup = setup;
    const { library, keys, url, symbols, openWebSocket } = setup;
    const { StockDataStream, EVENT } = library.streaming;
    const stream = new StockDataStream({
      credentials: { ...keys },
      url,
      reconnect: false,
      wsFactory: (address) => {
        const headers = { 'Content-Type': 'application/msgpack' };
        this.#socket = openWebSocket(address, { headers, maxMessageBytes: MAX_MESSAGE_BYTES });
        return this.#socket;
      },
    });
    this.#stream = stream;
    stream.subscribeForBars([...symbols]);
    stream.subscribeForUpdatedBars([...symbols]);
    stream.onBar((bar) => this.#take(bar, false));
    stream.onUpdatedBar((bar) => this.#take(bar, true));
    stream.onError((message) => this.#fail(message));
    stream.onDisconnect(() => this.close('closed', 'the connection was closed'));
    stream.on(EVENT.SUBSCRIPTION, () => this.#checkSubscription());
    stream.connect();
  }

  /** Why it is over; null while it is not. */
  get end(): ConnectionEnd | null {
    return this.#end;
  }

  /** Waits until bars will come, or the connection is over. */
  async untilSubscribed(clock: Clock): Promise<void> {
    const settled = new AbortController();
    const both = AbortSignal.any([settled.signal, this.#over.signal]);
    await Promise.race([this.#subscribed.promise, clock.sleep(OPENING_MS, both)]);
    settled.abort();
    if (!this.#isSubscribed) {
      this.close('closed', `keys and subscription were not confirmed in ${OPENING_MS / 1000} s`);
    }
  }

  /** What has come, at once or when something comes; no longer waited for once `signal` aborts or it is over. */
  take(signal: AbortSignal): Promise<StreamedBar[]> {
    return this.#inbox.take(signal);
  }

  /** Ends it, leaving no socket and no timer, unless it is over already. */
  close(reason: InterruptionReason, detail: string, error: QuantError | null = null): void {
    if (this.#end !== null) return;
    this.#end = { reason, detail, error };
    this.#stream.removeAllListeners();
    this.#stream.disconnect();
    // The library only asks the other side to end it, which may never answer.
    this.#socket?.terminate();
    this.#over.abort();
    this.#inbox.close();
  }

  #fail(message: string): void {
    const { library, keys } = this.#setup;
    const texts = library.streaming.CONN_ERROR;
    const detail = safeText(message, keys);
    if (isRefusal(message, texts)) {
      this.close('refused', `it refuses: ${detail}`, terminalRefusal(message, texts, keys));
    } else if (message.startsWith('failed to ')) this.close('unreadable', detail);
    else this.close('closed', detail);
  }

  #checkSubscription(): void {
    const { bars } = this.#stream.getSubscriptions();
    const missing = this.#setup.symbols.filter((symbol) => !bars.includes(symbol));
    if (missing.length === 0) {
      this.#isSubscribed = true;
      this.#subscribed.resolve();
    } else this.close('refused', `it does not confirm ${missing.slice(0, 5).join(', ')}`);
  }

  #take(streamed: streaming.StreamBar, isCorrection: boolean): void {
    if (this.#inbox.size >= INBOX_MAX) {
      this.close('overflow', `${INBOX_MAX} bars came and were not taken`);
      return;
    }
    this.#inbox.push({ symbol: streamed.symbol, bar: readBar(streamed), isCorrection });
  }
}

/** The library hands on whatever came. */
function readBar({ timestamp, open, high, low, close, volume }: streaming.StreamBar): Bar {
  const number = (value: unknown) => (typeof value === 'number' ? value : Number.NaN);
  const time = timestamp instanceof Date ? timestamp.getTime() : Number.NaN;
  return {
    time,
    open: number(open),
    high: number(high),
    low: number(low),
    close: number(close),
    volume: number(volume),
  };
}
