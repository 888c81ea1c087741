import { afterAll, beforeAll, describe } from 'vitest';
import { emptyBarTable, Random, SILENT_LOGGER } from '#base';
import { nodeNet, systemClock } from '#base/node';
import { systemSchema } from '#config';
import { providerContract } from '../../../tests/contracts/provider.ts';
import { remoteProviderContract } from '../../../tests/contracts/remote-provider.ts';
import { fakeYahoo, type Listing } from '../../../tests/support/fake-yahoo.ts';
import {
  type ScriptedServer,
  startScriptedServer,
} from '../../../tests/support/scripted-server.ts';
import { patientNet } from '../remote/patient-net.ts';
import { YahooProvider } from './yahoo-provider.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
const NEW_YORK = { zone: 'America/New_York', openMinute: 570, closeMinute: 960 };

/** Prices in cents at given times. */
function walk(times: readonly number[], seed: number) {
  const random = new Random(seed);
  const table = emptyBarTable(times.length);
  let close = 150;
  times.forEach((time, row) => {
    const cents = (price: number) => Math.round(price * 100) / 100;
    const open = close;
    close = cents(open * (1 + 0.02 * (random.uniform() - 0.5)));
    table.time[row] = time;
    table.open[row] = open;
    table.close[row] = close;
    table.high[row] = cents(Math.max(open, close) * 1.003);
    table.low[row] = cents(Math.min(open, close) * 0.997);
    table.volume[row] = 1000 + random.integer(1e6);
  });
  return table;
}

/** Weekdays of [from, to). */
function weekdays(from: number, to: number): number[] {
  const days = Array.from({ length: (to - from) / DAY_MS }, (_, day) => from + day * DAY_MS);
  return days.filter((day) => ![0, 6].includes(new Date(day).getUTCDay()));
}

const days = weekdays(Date.UTC(2023, 0, 2), Date.UTC(2024, 6, 1));
const minutes = weekdays(Date.UTC(2024, 5, 3), Date.UTC(2024, 5, 22)).flatMap((day) =>
  Array.from({ length: 78 }, (_, bar) => day + (13.5 * 60 + bar * 5) * MINUTE_MS),
);
const listing: Listing = {
  ...NEW_YORK,
  daily: walk(days, 1),
  intraday: {
    '5m': walk(minutes, 2),
    '1m': walk(minutes, 4),
    '15m': walk(
      minutes.filter((time) => time % (15 * MINUTE_MS) === 0),
      3,
    ),
  },
  actions: [
    { time: Date.UTC(2023, 1, 10), kind: 'dividend', value: 0.23 },
    { time: Date.UTC(2023, 5, 7), kind: 'split', value: 7 },
    { time: Date.UTC(2024, 0, 10), kind: 'dividend', value: 2.65 },
    { time: Date.UTC(2024, 2, 13), kind: 'split', value: 4 },
    { time: Date.UTC(2024, 2, 13), kind: 'dividend', value: 0.5 },
    { time: Date.UTC(2024, 5, 11), kind: 'split', value: 0.1 },
  ],
};
const answer = fakeYahoo({ TEST: listing, 'BRK-B': listing });
const now = Date.UTC(2024, 5, 25, 12);
const clock = { ...systemClock, now: () => now };

let server: ScriptedServer;

beforeAll(async () => {
  server = await startScriptedServer(answer);
});

afterAll(() => server.close());

function makeProvider(): YahooProvider {
  const settings = systemSchema.parse({ data: { yahoo: { baseUrl: server.url } } }).data;
  const policy = { ...settings, maxRetries: 0, requestsPerMinute: null };
  const log = SILENT_LOGGER;
  const random = new Random(1);
  const net = patientNet({ net: nodeNet, clock, random, log, vendor: 'yahoo', policy });
  return new YahooProvider({ net, clock, settings });
}

const member = { make: makeProvider, symbol: 'TEST', unknownSymbol: 'NONE' };

describe('YahooProvider of days, across splits and dividends', () => {
  const span = { start: Date.UTC(2023, 0, 16), end: Date.UTC(2024, 5, 20) };
  providerContract({ ...member, interval: '1d', ...span });
});

describe('YahooProvider of weeks, across splits in the middle of some', () => {
  const span = { start: Date.UTC(2023, 0, 18), end: Date.UTC(2024, 5, 20) };
  providerContract({ ...member, interval: '1w', ...span });
});

describe('YahooProvider of minutes, across a split', () => {
  const span = { start: Date.UTC(2024, 5, 5, 13), end: Date.UTC(2024, 5, 14, 15) };
  providerContract({ ...member, interval: '5m', ...span });
});

describe('YahooProvider of half hours', () => {
  const span = { start: Date.UTC(2024, 5, 5, 13, 20), end: Date.UTC(2024, 5, 14, 15, 10) };
  providerContract({ ...member, symbol: 'BRK.B', interval: '30m', ...span });
});

describe('YahooProvider over a network that fails', () => {
  const request = { symbol: 'TEST', interval: '1d' } as const;
  remoteProviderContract({
    serve: answer,
    settingsAt: (url) => ({ yahoo: { baseUrl: url } }),
    make: (wiring) => new YahooProvider(wiring),
    now,
    request: { ...request, start: Date.UTC(2023, 4, 1), end: Date.UTC(2023, 8, 1) },
    pagedRequest: {
      symbol: 'TEST',
      interval: '1m',
      start: Date.UTC(2024, 5, 3),
      end: Date.UTC(2024, 5, 20),
    },
    missingInterval: '4h',
    tooOld: {
      symbol: 'TEST',
      interval: '5m',
      start: Date.UTC(2024, 0, 3),
      end: Date.UTC(2024, 5, 20),
    },
    openBar: {
      request: { ...request, start: Date.UTC(2024, 4, 1), end: Date.UTC(2024, 5, 30) },
      time: Date.UTC(2024, 5, 14),
      now: Date.UTC(2024, 5, 14, 19, 59),
    },
    secrets: [],
  });
});
