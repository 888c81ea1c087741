import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { FakeAlpacaStream } from './fake-alpaca-stream.ts';

/** Keys that the fake accepts; made to be found in any text they leak into. */
export const FAKE_KEYS = { keyId: 'PKFAKEKEYID7Q', secret: 'fakeSecretZ9xWvUt' };

/** A bar as Alpaca writes it. */
export interface WireBar {
  readonly t: string;
  readonly o: number | null;
  readonly h: number | null;
  readonly l: number | null;
  readonly c: number | null;
  readonly v: number | null;
  readonly n: number;
  readonly vw: number;
}

/** Answers one request in place of the server's own answer. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** The answers that Alpaca's documentation and its users tell of. */
export const FAULTS = {
  noHeaders: html(401, '<html><head><title>401 Authorization Required</title></head></html>'),
  forbidden: json(403, { message: 'forbidden.' }),
  recentSip: json(403, { message: 'subscription does not permit querying recent SIP data' }),
  invalidSymbol: json(400, { message: 'code=400, message=invalid symbol: lower' }),
  unprocessable: json(422, { message: 'invalid feed' }),
  internal: json(500, { message: 'internal server error occurred' }),
  badGateway: html(502, '<html><head><title>502 Bad Gateway</title></head></html>'),
  tooMany: (resetSeconds: number): Answer =>
    json(429, { message: 'too many requests.' }, { 'X-RateLimit-Reset': String(resetSeconds) }),
};

/** An answer of any JSON. */
export function json(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return (_request, response) => {
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

function html(status: number, body: string): Answer {
  return (_request, response) => {
    response.writeHead(status, { 'Content-Type': 'text/html' });
    response.end(body);
  };
}

/**
 * A local server that speaks Alpaca's market data API: REST with pages, and the stream of bars.
 *
 * It has what was put into `bars` and `actions`, and answers `faults` first, one a request.
 */
export class FakeAlpaca {
  /** By `SYMBOL timeframe`, ascending. */
  readonly bars = new Map<string, readonly WireBar[]>();
  /** Lists of corporate actions as Alpaca names them, whatever the symbol; found by any symbol in a row. */
  readonly actions: Record<string, readonly Readonly<Record<string, unknown>>[]> = {};
  readonly faults: Answer[] = [];
  /** Paths and queries of all requests, in order. */
  readonly requests: URL[] = [];
  /** Bodies of all 200 answers of its own, by path. */
  readonly answers: { readonly path: string; readonly body: unknown }[] = [];
  /** Most rows on a page, whatever the limit asked for. */
  pageRows = 10_000;
  readonly stream = new FakeAlpacaStream(FAKE_KEYS);
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor() {
    this.#server = createServer((request, response) => this.#serve(request, response));
    this.#server.on('upgrade', (request, socket, head) => {
      this.stream.upgrade(request, socket as Socket, head);
    });
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  static async start(): Promise<FakeAlpaca> {
    const fake = new FakeAlpaca();
    await new Promise<void>((resolve) => {
      fake.#server.listen(0, '127.0.0.1', resolve);
    });
    return fake;
  }

  get dataUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get streamUrl(): string {
    return this.dataUrl.replace('http', 'ws');
  }

  /** Connections that are open now. */
  get openSockets(): number {
    return this.#sockets.size;
  }

  async close(): Promise<void> {
    this.stream.close();
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', this.dataUrl);
    this.requests.push(url);
    const fault = this.faults.shift();
    if (fault !== undefined) return fault(request, response);
    const keyId = request.headers['apca-api-key-id'];
    const secret = request.headers['apca-api-secret-key'];
    const isPublic = url.pathname.startsWith('/v1beta3/crypto/');
    if (!isPublic && (keyId === undefined || secret === undefined)) {
      return FAULTS.noHeaders(request, response);
    }
    if (!isPublic && (keyId !== FAKE_KEYS.keyId || secret !== FAKE_KEYS.secret)) {
      return json(401, { message: 'unauthorized.' })(request, response);
    }
    const body = this.#answer(url);
    if (body === null) return json(404, { message: 'endpoint not found.' })(request, response);
    this.answers.push({ path: url.pathname, body });
    return json(200, body)(request, response);
  }

  #answer({ pathname, searchParams }: URL): unknown {
    const get = (name: string) => searchParams.get(name) ?? '';
    if (pathname === '/v1/corporate-actions') return this.#actionsPage(get);
    if (pathname !== '/v2/stocks/bars' && pathname !== '/v1beta3/crypto/us/bars') return null;
    const symbol = get('symbols');
    const all = this.bars.get(`${symbol} ${get('timeframe')}`) ?? [];
    const [from, to] = [Date.parse(get('start')), Date.parse(get('end'))];
    const wanted = all.filter(({ t }) => Date.parse(t) >= from && Date.parse(t) <= to);
    const { rows, next_page_token } = this.#page(wanted, get);
    return { bars: rows.length === 0 ? {} : { [symbol]: rows }, next_page_token };
  }

  #actionsPage(get: (name: string) => string): unknown {
    const symbol = get('symbols');
    const found = Object.entries(this.actions).flatMap(([list, entries]) =>
      entries
        .filter((row) => Object.values(row).includes(symbol))
        .filter(({ process_date: day }) => String(day) >= get('start') && String(day) <= get('end'))
        .map((row) => ({ list, row })),
    );
    const { rows, next_page_token } = this.#page(found, get);
    const corporate_actions: Record<string, unknown[]> = {};
    for (const { list, row } of rows) (corporate_actions[list] ??= []).push(row);
    return { corporate_actions, next_page_token };
  }

  #page<Row>(wanted: readonly Row[], get: (name: string) => string) {
    const from = Number(Buffer.from(get('page_token'), 'base64').toString() || 0);
    const rows = wanted.slice(from, from + Math.min(Number(get('limit') || 1000), this.pageRows));
    const next = from + rows.length;
    const hasMore = next < wanted.length;
    return { rows, next_page_token: hasMore ? Buffer.from(`${next}`).toString('base64') : null };
  }
}
