import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { FAKE_KEYS } from './fake-alpaca-data.ts';
import { packMessage, unpackMessage } from './msgpack.ts';

/** How the stream meets a client that connects. */
export type Welcome =
  | { readonly kind: 'normal' }
  /** Answers the upgrade with an HTTP status. */
  | { readonly kind: 'refuse'; readonly status: number }
  /** Opens the socket and never says a word. */
  | { readonly kind: 'mute' }
  /** Answers the keys with an error, and closes when Alpaca would. */
  | {
      readonly kind: 'error';
      readonly code: number;
      readonly msg: string;
      readonly closes: boolean;
    }
  /** Confirms a subscription to nothing. */
  | { readonly kind: 'forgetful' }
  /** Accepts the keys, and answers the subscription with an error. */
  | { readonly kind: 'subscription-error'; readonly code: number; readonly msg: string };

interface Client {
  readonly socket: WebSocket;
  readonly connection: Socket;
  readonly isPacked: boolean;
  symbols: readonly string[];
}

/** The stream of Alpaca's market data API, to be told what to send and how to misbehave. */
export class FakeAlpacaStream {
  /** How the next clients are met, one a client; normally when empty. */
  readonly welcomes: Welcome[] = [];
  /** Paths of all upgrades asked for, in order. */
  readonly attempts: string[] = [];
  /** Everything clients sent, in order. */
  readonly received: unknown[] = [];
  readonly #http = createServer();
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #clients = new Set<Client>();
  readonly #waiting: (() => void)[] = [];

  readonly #sockets = new Set<Socket>();

  private constructor() {
    this.#http.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
      this.#upgrade(request, socket, head);
    });
    this.#http.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  static async start(): Promise<FakeAlpacaStream> {
    const fake = new FakeAlpacaStream();
    const { promise, resolve } = Promise.withResolvers<void>();
    fake.#http.listen(0, '127.0.0.1', resolve);
    await promise;
    return fake;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  /** Connections that clients have not let go of. */
  get openConnections(): number {
    return this.#sockets.size;
  }

  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    this.attempts.push(request.url ?? '');
    const welcome = this.welcomes.shift() ?? { kind: 'normal' };
    if (welcome.kind === 'refuse') {
      socket.end(`HTTP/1.1 ${welcome.status} Refused\r\nConnection: close\r\n\r\n`);
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (client) => {
      const isPacked = request.headers['content-type'] === 'application/msgpack';
      this.#meet({ socket: client, connection: socket, isPacked, symbols: [] }, welcome);
    });
  }

  /** Clients that are subscribed now. */
  get subscribed(): number {
    return [...this.#clients].filter(({ symbols }) => symbols.length > 0).length;
  }

  /** Resolves once a client is subscribed. */
  async untilSubscribed(): Promise<void> {
    while (this.subscribed === 0) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
  }

  /** One array in one frame to everybody subscribed; `t` that is a date goes as a time. */
  send(...messages: unknown[]): void {
    for (const client of this.#clients) {
      if (client.symbols.length > 0) this.#say(client, messages);
    }
  }

  /** Bytes as they are. */
  sendBytes(bytes: Uint8Array | string): void {
    for (const { socket } of this.#clients) socket.send(bytes);
  }

  /** Cuts all connections, as a cable does. */
  drop(): void {
    for (const { socket } of this.#clients) socket.terminate();
  }

  /** Stops to read and to answer, goodbyes included, as a peer does that hangs. */
  freeze(): void {
    for (const { connection } of this.#clients) connection.pause();
  }

  async close(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#http.close(() => resolve());
    await promise;
  }

  #meet(client: Client, welcome: Welcome): void {
    const { socket } = client;
    this.#clients.add(client);
    socket.on('close', () => this.#clients.delete(client));
    socket.on('error', () => undefined);
    if (welcome.kind === 'mute') return;
    this.#say(client, [{ T: 'success', msg: 'connected' }]);
    socket.on('message', (data: Buffer) => {
      const message = (client.isPacked ? unpackMessage(data) : JSON.parse(String(data))) as Record<
        string,
        unknown
      >;
      this.received.push(message);
      this.#answer(client, message, welcome);
    });
  }

  #answer(client: Client, message: Record<string, unknown>, welcome: Welcome): void {
    if (message['action'] === 'auth') {
      if (welcome.kind === 'error') {
        this.#say(client, [{ T: 'error', code: welcome.code, msg: welcome.msg }]);
        if (welcome.closes) client.socket.close();
        return;
      }
      const { keyId, secret } = FAKE_KEYS;
      const isKnown = message['key'] === keyId && message['secret'] === secret;
      this.#say(
        client,
        isKnown
          ? [{ T: 'success', msg: 'authenticated' }]
          : [{ T: 'error', code: 402, msg: 'auth failed' }],
      );
      return;
    }
    if (message['action'] !== 'subscribe') return;
    if (welcome.kind === 'subscription-error') {
      this.#say(client, [{ T: 'error', code: welcome.code, msg: welcome.msg }]);
      return;
    }
    client.symbols = welcome.kind === 'forgetful' ? [] : (message['bars'] as string[]);
    const nothing = { trades: [], quotes: [], dailyBars: [], statuses: [], lulds: [] };
    const [bars, updatedBars] = [client.symbols, client.symbols];
    this.#say(client, [
      { T: 'subscription', ...nothing, bars, updatedBars, corrections: [], cancelErrors: [] },
    ]);
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #say({ socket, isPacked }: Client, messages: readonly unknown[]): void {
    socket.send(isPacked ? packMessage(messages) : JSON.stringify(messages));
  }
}
