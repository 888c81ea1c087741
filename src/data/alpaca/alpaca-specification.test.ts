import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeNet, systemClock } from '#base/node';
import { systemSchema } from '#config';
import { ARCHIVE_SPAN, alpacaArchive } from '../../../tests/support/alpaca-archive.ts';
import { FAKE_KEYS } from '../../../tests/support/fake-alpaca-data.ts';
import { MARKET_DATA_FOLDER } from '../../../tests/support/market-data.ts';
import { OpenApi } from '../../../tests/support/openapi.ts';
import { startScriptedServer } from '../../../tests/support/scripted-server.ts';
import { AlpacaProvider } from './alpaca-provider.ts';

/** Alpaca's own description of its market data API, version 1.1. */
const SPECIFICATION = join(MARKET_DATA_FOLDER, '../alpaca/market-data-api.json');

function isHere(): boolean {
  if (existsSync(SPECIFICATION)) return true;
  console.warn(`Skipped: no ${SPECIFICATION}; set QUANT_TEST_DATA to run this.`);
  return false;
}

describe.runIf(isHere())('Alpaca’s own description of its API', () => {
  it('allows every request that is sent, and every answer that the fake gives', async () => {
    const archive = alpacaArchive();
    archive.pageRows = 400;
    archive.actions.set('name_changes', [
      {
        id: 'n',
        old_symbol: 'OLD',
        old_cusip: '1',
        new_symbol: 'AAPL',
        new_cusip: '2',
        process_date: '2016-05-02',
      },
    ]);
    const server = await startScriptedServer(archive.serve);
    const settings = systemSchema.parse({ data: { alpaca: { dataUrl: server.url } } }).data;
    const clock = { ...systemClock, now: () => ARCHIVE_SPAN.end };
    const provider = new AlpacaProvider({ net: nodeNet, clock, settings, keys: FAKE_KEYS });
    for (const interval of ['1m', '1h', '1d', '1w'] as const) {
      await provider.fetchBars({ symbol: 'AAPL', interval, ...ARCHIVE_SPAN });
    }
    await provider.fetchBars({ symbol: 'BTC/USD', interval: '4h', ...ARCHIVE_SPAN });
    await provider
      .fetchBars({ symbol: 'NOSUCH', interval: '1d', ...ARCHIVE_SPAN })
      .catch(() => null);
    await server.close();

    const specification = new OpenApi(SPECIFICATION);
    expect(server.requests.length).toBeGreaterThan(20);
    expect(archive.answers.length).toBe(server.requests.length);
    for (const { url } of server.requests) {
      expect(specification.faultsOfQuery(url.pathname, url.searchParams)).toEqual([]);
    }
    for (const { path, body } of archive.answers) {
      expect(specification.faultsOfAnswer(path, body)).toEqual([]);
    }
  });
});
