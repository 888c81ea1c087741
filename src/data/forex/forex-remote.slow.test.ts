import { describe } from 'vitest';
import { remoteProviderContract } from '../../../tests/contracts/remote-provider.ts';
import { fakeDukascopy } from '../../../tests/support/fake-dukascopy.ts';
import { ForexProvider } from './forex-provider.ts';

const DAY_MS = 86_400_000;
/** A Friday noon. */
const NOW = Date.UTC(2026, 10, 20, 12, 20);

describe('Dukascopy as a vendor over the network', () => {
  const request = { symbol: 'EURUSD', interval: '1h', start: NOW - 3 * DAY_MS, end: NOW } as const;
  remoteProviderContract({
    // Quotes go on after `NOW`: what is under way then has closed for who asks later.
    serve: fakeDukascopy({ begins: Date.UTC(2003, 4, 4, 19), newest: NOW + 20 * DAY_MS }),
    settingsAt: (baseUrl) => ({ forex: { baseUrl } }),
    make: (wiring) => new ForexProvider(wiring),
    now: NOW,
    request,
    pagedRequest: { ...request, start: NOW - 50 * DAY_MS },
    missingInterval: null,
    tooOld: { ...request, start: Date.UTC(1999, 0, 1), end: Date.UTC(2000, 0, 1) },
    openBar: {
      request: { ...request, end: NOW + DAY_MS },
      time: Date.UTC(2026, 10, 20, 12),
      now: NOW,
    },
    secrets: [],
  });
});
