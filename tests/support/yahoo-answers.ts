import { expect } from 'vitest';
import { type Interval, type Net, QuantError } from '#base';
import { systemClock } from '#base/node';
import { systemSchema } from '#config';
import { YahooProvider } from '#data';

export const at = (text: string) => Date.parse(`${text}Z`);

export type YahooAnswerRow = readonly [stamp: string, ...values: (number | null)[]];

/** An answer of Yahoo's with rows of open, high, low, close and volume. */
export function yahooChart(
  rows: readonly YahooAnswerRow[],
  meta: object = {},
  events: object = {},
): object {
  const column = (index: number) => rows.map(([, ...values]) => values[index]);
  const [open, high, low, close, volume] = [0, 1, 2, 3, 4].map(column);
  const result = {
    meta: {
      currency: 'USD',
      instrumentType: 'EQUITY',
      exchangeTimezoneName: 'America/New_York',
      dataGranularity: '1d',
      ...meta,
    },
    timestamp: rows.map(([stamp]) => at(stamp) / 1000),
    events,
    indicators: { quote: [{ open, high, low, close, volume }] },
  };
  return { chart: { result: [result], error: null } };
}

export const good = (stamp: string, price = 10): YahooAnswerRow => [
  stamp,
  price,
  price + 1,
  price - 1,
  price,
  100,
];
export const blank = (stamp: string): YahooAnswerRow => [stamp, null, null, null, null, null];

/** A provider over answers by granularity; what it asked is listed. */
export function yahooStage(
  now: string,
  answers: Readonly<Record<string, unknown>>,
  baseUrl = 'https://yahoo.test',
) {
  const asked: URL[] = [];
  const net: Net = async (address) => {
    const url = new URL(address);
    asked.push(url);
    const answer = answers[url.searchParams.get('interval') ?? ''];
    return answer instanceof Response ? answer.clone() : new Response(JSON.stringify(answer));
  };
  const settings = systemSchema.parse({ data: { yahoo: { baseUrl } } }).data;
  const provider = new YahooProvider({
    net,
    clock: { ...systemClock, now: () => at(now) },
    settings,
  });
  const fetch = (interval: Interval, start: string, end: string, symbol = 'TEST') =>
    provider.fetchBars({ symbol, interval, start: at(start), end: at(end) });
  return { provider, asked, fetch };
}

export async function failure(work: Promise<unknown>): Promise<QuantError> {
  const thrown: unknown = await work.then(
    () => 'an answer',
    (reason: unknown) => reason,
  );
  expect(thrown).toBeInstanceOf(QuantError);
  expect((thrown as QuantError).message).not.toContain('\n');
  return thrown as QuantError;
}
