import { afterAll, beforeAll, describe } from 'vitest';
import type { Interval } from '#base';
import { nodeNet, systemClock } from '#base/node';
import { systemSchema } from '#config';
import { providerContract } from '../../../tests/contracts/provider.ts';
import { remoteProviderContract } from '../../../tests/contracts/remote-provider.ts';
import { ARCHIVE_SPAN, alpacaArchive } from '../../../tests/support/alpaca-archive.ts';
import { FAKE_KEYS } from '../../../tests/support/fake-alpaca-data.ts';
import {
  type ScriptedServer,
  startScriptedServer,
} from '../../../tests/support/scripted-server.ts';
import type { BarRequest } from '../provider.ts';
import { AlpacaProvider } from './alpaca-provider.ts';

const NOW = Date.UTC(2023, 4, 1);
const asked = { symbol: 'AAPL', ...ARCHIVE_SPAN };
const day = (text: string) => Date.parse(text);

let server: ScriptedServer;

beforeAll(async () => {
  server = await startScriptedServer(alpacaArchive().serve);
});

afterAll(() => server.close());

function provider(): AlpacaProvider {
  const settings = systemSchema.parse({ data: { alpaca: { dataUrl: server.url } } }).data;
  return new AlpacaProvider({
    net: nodeNet,
    clock: { ...systemClock, now: () => NOW },
    settings,
    keys: FAKE_KEYS,
  });
}

describe.each<[string, Interval]>([
  ['AAPL', '1d'],
  ['AAPL', '1h'],
  ['AAPL', '15m'],
  ['BTC/USD', '4h'],
  ['BTC/USD', '1d'],
])('AlpacaProvider of %s at %s', (symbol, interval) => {
  const known = { symbol, interval, ...ARCHIVE_SPAN, unknownSymbol: 'NOSUCH' };
  providerContract({ ...known, make: () => provider() });
});

describe('AlpacaProvider over a network that fails', () => {
  const data = alpacaArchive();
  data.pageRows = 100;
  const request: BarRequest = { ...asked, interval: '1d' };
  remoteProviderContract({
    serve: data.serve,
    settingsAt: (url) => ({ alpaca: { dataUrl: url } }),
    make: (wiring) => new AlpacaProvider({ ...wiring, keys: FAKE_KEYS }),
    now: NOW,
    request,
    pagedRequest: { ...request, interval: '15m' },
    missingInterval: null,
    tooOld: { ...request, start: Date.UTC(2010, 0, 1), end: Date.UTC(2011, 0, 1) },
    openBar: {
      request,
      time: day('2023-03-15'),
      now: day('2023-03-15T19:59:59Z'),
    },
    secrets: [FAKE_KEYS.keyId, FAKE_KEYS.secret],
  });
});
