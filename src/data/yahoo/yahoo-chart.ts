import { type Net, QuantError } from '#base';
import { dateText } from '../date-text.ts';
import { quoted } from '../symbol.ts';
import { type ChartResult, chartSchema, refusalSchema } from './chart-schema.ts';

/** What is asked of Yahoo: rows whose stamp lies in [start, end), UTC epoch ms. */
export interface ChartRequest {
  /** Ours, for messages. */
  readonly symbol: string;
  /** Yahoo's. */
  readonly wireSymbol: string;
  readonly granularity: string;
  readonly start: number;
  readonly end: number;
}

/** Yahoo turns away clients that do not say what they are in a browser's manner. */
const HEADERS = { accept: 'application/json', 'user-agent': 'Mozilla/5.0 (compatible; quant-2.0)' };

/** What it says of a range in which a symbol it knows has no rows. */
const NO_ROWS = /data doesn't exist for startdate/i;

const NOT_KEPT = /must be within the last|only \d+ \w+ worth of/i;

/**
 * One answer of GET /v8/finance/chart, its shape checked; null when the symbol has no rows there.
 *
 * @throws data/unknown-symbol, data/too-old, data/not-allowed, data/bad-answer and what `net` throws
 */
export async function fetchChart(
  net: Net,
  baseUrl: string,
  request: ChartRequest,
): Promise<ChartResult | null> {
  const url = new URL(baseUrl);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/v8/finance/chart/${encodeURIComponent(request.wireSymbol)}`;
  url.search = new URLSearchParams({
    period1: String(Math.floor(request.start / 1000)),
    period2: String(Math.ceil(request.end / 1000)),
    interval: request.granularity,
    events: 'div,splits',
    includePrePost: 'false',
  }).toString();
  const response = await net(url, { headers: HEADERS });
  const body = parsed(await response.text());
  if (response.status !== 200) return refusal(response.status, body, request);
  const answer = chartSchema.safeParse(body);
  if (!answer.success) {
    const [issue] = answer.error.issues;
    const place = issue.path.join('.').replaceAll(/[^\w.]+/g, '?');
    throw badAnswer(request, `${place.slice(0, 80)}: ${issue.message.slice(0, 80)}`);
  }
  const [result] = answer.data.chart.result;
  checkSubject(result, request);
  return result;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Yahoo has two names for a pair of currencies, USDJPY=X and JPY=X. */
const CURRENCIES = /=X$/;

function checkSubject({ meta }: ChartResult, request: ChartRequest): void {
  const { granularity, wireSymbol } = request;
  const given = meta.dataGranularity === '60m' ? '1h' : meta.dataGranularity;
  if (given !== granularity) {
    throw badAnswer(request, `rows of ${quoted(given)} where ${granularity} were asked for`);
  }
  const subject = meta.symbol ?? wireSymbol;
  if (subject !== wireSymbol && !CURRENCIES.test(wireSymbol)) {
    throw badAnswer(request, `rows of ${quoted(subject)} where ${wireSymbol} was asked for`);
  }
}

function refusal(status: number, body: unknown, request: ChartRequest): null {
  const { symbol, granularity } = request;
  const context = { symbol, granularity, status };
  if (status === 401 || status === 403) {
    throw new QuantError(
      'data/not-allowed',
      `Yahoo refuses to answer (${status}): it needs no key, but turns away addresses that asked too much or that lie where it offers no data; try again later, or set data.yahoo.baseUrl to another host.`,
      { context },
    );
  }
  const said = refusalSchema.safeParse(body);
  const description = said.success ? (said.data.description ?? said.data.code) : null;
  if (description !== null && NO_ROWS.test(description)) return null;
  if (description !== null && NOT_KEPT.test(description)) {
    throw new QuantError(
      'data/too-old',
      `Yahoo keeps no ${granularity} bars of ${symbol} from ${dateText(request.start)} on: start later, or ask for a longer interval.`,
      { context },
    );
  }
  if (status === 404 && said.success) {
    throw new QuantError(
      'data/unknown-symbol',
      `Yahoo has no data of ${symbol}: check its spelling there (${request.wireSymbol}); what was delisted is gone from it.`,
      { context },
    );
  }
  throw badAnswer(request, `status ${status}`);
}

export function badAnswer({ symbol, granularity }: ChartRequest, what: string): QuantError {
  return new QuantError(
    'data/bad-answer',
    `Yahoo's answer for ${granularity} bars of ${symbol} cannot be read (${what}); try again later, or check data.yahoo.baseUrl.`,
    { context: { symbol, granularity } },
  );
}
