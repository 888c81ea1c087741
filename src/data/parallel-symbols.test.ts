import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { Random, SILENT_LOGGER } from '#base';
import { lockFolder, nodeDisk, nodeNet, systemClock } from '#base/node';
import { barsAt } from '../../tests/support/bar-source.ts';
import { DAY_MS, days, JANUARY } from '../../tests/support/days.ts';
import { type ScriptedServer, startScriptedServer } from '../../tests/support/scripted-server.ts';
import { loadMarket, type MarketRequest } from './market.ts';
import type { DataProvider } from './provider.ts';
import { patientNet } from './remote/patient-net.ts';
import { DataStorage } from './storage/data-storage.ts';

const LATENCY_MS = 20;
const LIMIT = 8;
const SYMBOLS = Array.from({ length: 50 }, (_, at) => `S${at}`);

let server: ScriptedServer;
let open = 0;
let mostOpen = 0;
beforeAll(async () => {
  server = await startScriptedServer((_, response) => {
    mostOpen = Math.max(mostOpen, ++open);
    setTimeout(() => {
      open--;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(days(0, 5)));
    }, LATENCY_MS);
  });
});
afterAll(() => server.close());
beforeEach(() => {
  mostOpen = 0;
});

const net = patientNet({
  net: nodeNet,
  clock: systemClock,
  random: new Random(1),
  log: SILENT_LOGGER,
  vendor: 'fake',
  policy: { maxRetries: 0, retryBaseMs: 1, requestTimeoutMs: 5000, requestsPerMinute: null },
});
const provider: DataProvider = {
  name: 'fake',
  fetchBars: async ({ symbol }) => {
    const answer = await net(`${server.url}/${symbol}`);
    const times = (await answer.json()) as number[];
    return { bars: barsAt(times), actions: [], quarantine: [], caveats: [] };
  },
};
const request: MarketRequest = {
  symbols: SYMBOLS,
  interval: '1d',
  start: JANUARY,
  end: JANUARY + 5 * DAY_MS,
  corporateActions: 'ignore',
  badBars: 'refuse',
};

it('fifty symbols are loaded as many at once as allowed, in their order, sooner than one by one', async () => {
  const timed = async (parallelSymbols: number) => {
    const began = performance.now();
    const market = await loadMarket((asked) => provider.fetchBars(asked), {
      ...request,
      parallelSymbols,
    });
    expect(market.assets.map(({ symbol }) => symbol)).toEqual(SYMBOLS);
    return performance.now() - began;
  };
  // The first connections of a process cost more than any later ones.
  await timed(LIMIT);
  const parallelMs = await timed(LIMIT);
  expect(mostOpen).toBe(LIMIT);
  mostOpen = 0;
  const serialMs = await timed(1);
  expect(mostOpen).toBe(1);
  expect(parallelMs).toBeLessThan(serialMs * 0.7);
});

it('they fill the cache together, and are read from it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'quant-parallel-'));
  try {
    const options = { disk: nodeDisk, clock: systemClock, lockFolder, settleDays: 3 };
    const storage = new DataStorage({ folder, ...options, actionsMaxAgeHours: 20 });
    const load = () => loadMarket(storage.source(provider), { ...request, parallelSymbols: LIMIT });
    const before = server.requests.length;
    const first = await load();
    const second = await load();
    expect(second.assets.map(({ bars }) => bars)).toEqual(first.assets.map(({ bars }) => bars));
    expect(server.requests.length - before).toBe(SYMBOLS.length);
    expect(mostOpen).toBeLessThanOrEqual(LIMIT);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
