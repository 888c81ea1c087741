import { type Answer, type RecordedRequest } from './scripted-server.ts';
import { htmlPage, json } from './scripted-answers.ts';

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

/** A row of one of Alpaca's lists of corporate actions. */
export type WireAction = Readonly<Record<string, unknown>>;

/**
 * Alpaca's market data API as its documentation and its users tell of it, over bars and actions that
 * tests put in.
 */
export class FakeAlpacaData {
  /** By `SYMBOL timeframe`, ascending. */
  readonly bars = new Map<string, readonly WireBar[]>();
  /** By the name of Alpaca's list; a row is found by any symbol in it. */
  readonly actions = new Map<string, readonly WireAction[]>();
  /** Bodies of all good answers, by path. */
  readonly answers: { readonly path: string; readonly body: unknown }[] = [];
  /** Most rows on a page, whatever the limit asked for. */
  pageRows = 10_000;

  readonly serve: Answer = (request, response) => {
    const keyId = request.headers['apca-api-key-id'];
    const secret = request.headers['apca-api-secret-key'];
    const isPublic = request.url.pathname.startsWith('/v1beta3/crypto/');
    if (!isPublic && (keyId === undefined || secret === undefined)) {
      return htmlPage(401)(request, response);
    }
    if (!isPublic && (keyId !== FAKE_KEYS.keyId || secret !== FAKE_KEYS.secret)) {
      return json({ message: 'unauthorized.' }, 401)(request, response);
    }
    const body = this.#bodyFor(request);
    if (body === null) return json({ message: 'endpoint not found.' }, 404)(request, response);
    this.answers.push({ path: request.url.pathname, body });
    return json(body)(request, response);
  };

  #bodyFor({ url }: RecordedRequest): unknown {
    const get = (name: string) => url.searchParams.get(name) ?? '';
    if (url.pathname === '/v1/corporate-actions') return this.#actionsPage(get);
    if (url.pathname !== '/v2/stocks/bars' && url.pathname !== '/v1beta3/crypto/us/bars') {
      return null;
    }
    const symbol = get('symbols');
    const all = this.bars.get(`${symbol} ${get('timeframe')}`) ?? [];
    const [from, to] = [Date.parse(get('start')), Date.parse(get('end'))];
    const wanted = all.filter(({ t }) => Date.parse(t) >= from && Date.parse(t) <= to);
    const { rows, next_page_token } = this.#page(wanted, get);
    return { bars: rows.length === 0 ? {} : { [symbol]: rows }, next_page_token };
  }

  #actionsPage(get: (name: string) => string): unknown {
    const symbol = get('symbols');
    const found = [...this.actions].flatMap(([list, entries]) =>
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

/** A plausible bar, other for other times. */
export function wireBar(time: number, close = 100 + ((time / 60_000) % 97) / 10): WireBar {
  const [open, volume] = [close - 0.1, 1000 + ((time / 60_000) % 501)];
  const t = new Date(time).toISOString().replace('.000Z', 'Z');
  return { t, o: open, h: close + 0.3, l: open - 0.2, c: close, v: volume, n: 7, vw: close };
}
