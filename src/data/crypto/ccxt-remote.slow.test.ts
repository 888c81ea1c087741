import { describe } from 'vitest';
import { remoteProviderContract } from '../../../tests/contracts/remote-provider.ts';
import { type FakeListing, fakeBinance } from '../../../tests/support/fake-exchanges.ts';
import { CcxtProvider } from './ccxt-provider.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW = Date.UTC(2026, 10, 20, 12, 20);

/** Candles go on after `NOW`: what is under way then has closed for who asks later. */
const LISTING: FakeListing = { listed: Date.UTC(2024, 0, 5), newest: NOW + 30 * DAY_MS };

describe('Binance through ccxt, as a vendor over the network', () => {
  const request = {
    symbol: 'BTC/USDT',
    interval: '1h',
    start: NOW - 3 * DAY_MS,
    end: NOW,
  } as const;
  remoteProviderContract({
    serve: fakeBinance(LISTING),
    settingsAt: (baseUrl) => ({ ccxt: { exchange: 'binance', baseUrl } }),
    make: (wiring) => new CcxtProvider(wiring),
    now: NOW,
    request,
    pagedRequest: { ...request, start: NOW - 1100 * HOUR_MS },
    missingInterval: null,
    tooOld: null,
    openBar: {
      request: { ...request, end: NOW + DAY_MS },
      time: Date.UTC(2026, 10, 20, 12),
      now: NOW,
    },
    secrets: [],
  });
});
