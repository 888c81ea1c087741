import { inspect } from 'node:util';
import type { Bar, Logger } from '#base';
import { Random } from '#base';
import { nodeNet, nodeWebSocket } from '#base/node';
import { systemSchema } from '#config';
import { AlpacaBarStream, type BarStreamEvent } from '#data';
import { FAKE_KEYS, FakeAlpacaData, type WireBar, wireBar } from './fake-alpaca-data.ts';
import { FakeAlpacaStream } from './fake-alpaca-stream.ts';
import { FastClock } from './fast-clock.ts';
import { type ScriptedServer, startScriptedServer } from './scripted-server.ts';

const MINUTE_MS = 60_000;

/** The first minute of every stage: a Wednesday's open. */
export const FIRST = Date.parse('2023-03-15T13:30:00Z');

/** A market whose minutes are made by a test, its history and its stream, and a reader of the stream. */
export class StreamStage {
  readonly data = new FakeAlpacaData();
  readonly rest: ScriptedServer;
  readonly wire: FakeAlpacaStream;
  readonly clock: FastClock;
  readonly stream: AlpacaBarStream;
  readonly ending = new AbortController();
  readonly events: BarStreamEvent[] = [];
  /** Everything that was logged. */
  readonly told: string[] = [];
  /** Settles when the reader is done: with what was thrown, or null. */
  done: Promise<unknown> = Promise.resolve(null);
  #wake: () => void = () => undefined;

  private constructor(
    rest: ScriptedServer,
    wire: FakeAlpacaStream,
    clock: FastClock,
    keys = FAKE_KEYS,
    streamUrl = wire.url,
  ) {
    this.rest = rest;
    this.wire = wire;
    this.clock = clock;
    rest.always((request, response) => this.data.serve(request, response));
    const alpaca = { dataUrl: rest.url, streamUrl };
    const tell = (message: string, fields?: object) =>
      void this.told.push(message, inspect(fields, { depth: 30 }));
    const log: Logger = { debug: tell, info: tell, warn: tell, error: tell };
    this.stream = new AlpacaBarStream({
      net: nodeNet,
      clock,
      random: new Random(5),
      log,
      settings: systemSchema.parse({ data: { alpaca } }).data,
      keys,
      openWebSocket: nodeWebSocket,
    });
  }

  /** @param options.now - by the clock, an hour and a half after the first minute unless said */
  static async open(
    options: { now?: number; speed?: number; keys?: typeof FAKE_KEYS; streamUrl?: string } = {},
  ): Promise<StreamStage> {
    const { now = FIRST + 90 * MINUTE_MS, speed = 50, keys, streamUrl } = options;
    const rest = await startScriptedServer((_, response) => response.end());
    const wire = await FakeAlpacaStream.start();
    return new StreamStage(rest, wire, new FastClock(now, speed), keys, streamUrl);
  }

  /** Begins to read. */
  follow(symbols: readonly string[] = ['X'], from = FIRST): void {
    const read = async () => {
      for await (const event of this.stream.follow({ symbols, from, signal: this.ending.signal })) {
        this.events.push(event);
        this.#wake();
      }
    };
    this.done = read().then(
      () => null,
      (thrown: unknown) => thrown,
    );
  }

  /** Waits until the reader has been told what is looked for. */
  async until(isThere: (events: readonly BarStreamEvent[]) => boolean): Promise<void> {
    while (!isThere(this.events)) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await Promise.race([promise, this.done.then((thrown) => this.#refuseEnd(thrown))]);
    }
  }

  untilLive(times = 1): Promise<void> {
    return this.until((events) => events.filter(({ kind }) => kind === 'live').length >= times);
  }

  /** Puts a minute into history; what it replaces counts as corrected. */
  keep(minute: number, bar: WireBar = minuteBar(minute), symbol = 'X'): WireBar {
    const key = `${symbol} 1Min`;
    const others = (this.data.bars.get(key) ?? []).filter(({ t }) => t !== bar.t);
    this.data.bars.set(
      key,
      [...others, bar].sort((a, b) => a.t.localeCompare(b.t)),
    );
    return bar;
  }

  /** The bars given, in the order in which they were given. */
  given(symbol = 'X'): Bar[] {
    return this.events.flatMap((event) =>
      event.kind === 'bar' && event.symbol === symbol ? [event.bar] : [],
    );
  }

  /** Minutes of the bars given, from the first on. */
  minutes(symbol = 'X'): number[] {
    return this.given(symbol).map(({ time }) => (time - FIRST) / MINUTE_MS);
  }

  kinds(): string[] {
    return this.events.map((event) => (event.kind === 'interrupted' ? event.reason : event.kind));
  }

  async close(): Promise<unknown> {
    this.ending.abort();
    const thrown = await this.done;
    await Promise.all([this.rest.close(), this.wire.close()]);
    return thrown;
  }

  #refuseEnd(thrown: unknown): never {
    throw new Error(`the stream ended: ${this.kinds().join(' ')}`, { cause: thrown });
  }
}

export function minuteBar(minute: number, close?: number): WireBar {
  return wireBar(FIRST + minute * MINUTE_MS, close);
}

/** A bar as the stream sends it; `u` corrects one. */
export function barMessage(bar: WireBar, type: 'b' | 'u' = 'b', symbol = 'X'): object {
  return { T: type, S: symbol, ...bar, t: new Date(bar.t) };
}
