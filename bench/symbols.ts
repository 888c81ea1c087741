import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random, SILENT_LOGGER } from '#base';
import { lockFolder, nodeDisk, nodeNet, systemClock } from '#base/node';
import { systemSchema } from '#config';
import { DataStorage, inParallel, patientNet, YahooProvider } from '#data';
import { fakeYahoo } from '../tests/support/fake-yahoo.ts';
import { startScriptedServer } from '../tests/support/scripted-server.ts';
import { splitListing } from '../tests/support/split-listing.ts';
import { print } from './print.ts';

const SYMBOLS = Array.from({ length: 50 }, (_, at) => `S${at}`);
const LATENCY_MS = 20;
const PER_MINUTE = 6000;
const SPAN = [Date.UTC(2023, 0, 16), Date.UTC(2024, 5, 20)] as const;

/** Fifty symbols from a server that speaks as Yahoo does, 20 ms away, into the cache: one by one and together. */
export async function benchSymbols(): Promise<void> {
  const listing = splitListing();
  const answer = fakeYahoo(Object.fromEntries(SYMBOLS.map((symbol) => [symbol, listing])));
  const times: number[] = [];
  const server = await startScriptedServer((request, response) => {
    times.push(performance.now());
    setTimeout(() => answer(request, response), LATENCY_MS);
  });
  try {
    const serialMs = await timed(server.url, 1);
    times.length = 0;
    const together = systemSchema.parse({}).data.parallelSymbols;
    const parallelMs = await timed(server.url, together);
    const busiest = Math.max(
      ...times.map((from) => times.filter((time) => time >= from && time < from + 1000).length),
    );
    print('symbols: 50 from a source 20 ms away, one by one', `${serialMs.toFixed(0)} ms`, '');
    print(
      `symbols: the same, ${together} at once`,
      `${parallelMs.toFixed(0)} ms`,
      `${(serialMs / parallelMs).toFixed(1)} x as fast; at most ${busiest} requests in any second, ${PER_MINUTE / 60} allowed`,
    );
  } finally {
    await server.close();
  }
}

async function timed(baseUrl: string, atOnce: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'quant-bench-'));
  const settings = systemSchema.parse({ data: { yahoo: { baseUrl } } }).data;
  const net = patientNet({
    net: nodeNet,
    clock: systemClock,
    random: new Random(1),
    log: SILENT_LOGGER,
    vendor: 'yahoo',
    policy: { ...settings, requestsPerMinute: PER_MINUTE },
  });
  const provider = new YahooProvider({ net, clock: systemClock, settings });
  const storage = new DataStorage({
    ...{ folder, disk: nodeDisk, clock: systemClock, lockFolder },
    ...{ settleDays: 3, actionsMaxAgeHours: 20 },
  });
  const began = performance.now();
  await inParallel(SYMBOLS, atOnce, (symbol) =>
    storage.getOrFetch(provider, symbol, '1d', ...SPAN),
  );
  const ms = performance.now() - began;
  rmSync(folder, { recursive: true });
  return ms;
}
