import { afterAll, beforeAll, describe } from 'vitest';
import { Random, SILENT_LOGGER } from '#base';
import { nodeNet, systemClock } from '#base/node';
import { systemSchema } from '#config';
import { providerContract } from '../../../tests/contracts/provider.ts';
import { remoteProviderContract } from '../../../tests/contracts/remote-provider.ts';
import { fakeYahoo } from '../../../tests/support/fake-yahoo.ts';
import {
  type ScriptedServer,
  startScriptedServer,
} from '../../../tests/support/scripted-server.ts';
import { splitListing } from '../../../tests/support/split-listing.ts';
import { patientNet } from '../remote/patient-net.ts';
import { YahooProvider } from './yahoo-provider.ts';

const listing = splitListing();
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
