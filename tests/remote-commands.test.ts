import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barTableOf } from '#base';
import { systemClock } from '#base/node';
import { FAKE_KEYS, FakeAlpacaData, wireBar } from './support/fake-alpaca-data.ts';
import { FakeAlpacaStream } from './support/fake-alpaca-stream.ts';
import { fakeYahoo, type Listing } from './support/fake-yahoo.ts';
import { quant, quantJson, sentences, startQuantWith } from './support/quant.ts';
import { answering } from './support/scripted-answers.ts';
import { type ScriptedServer, startScriptedServer } from './support/scripted-server.ts';
import { splitListing } from './support/split-listing.ts';
import { barMessage } from './support/stream-stage.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'remote-'));
});
afterAll(() => rmSync(home, { recursive: true }));

/** Three hours of trade on each of the last weekdays. */
function recentListing(): Listing {
  const today = Math.floor(systemClock.now() / DAY_MS) * DAY_MS;
  const days = Array.from({ length: 28 }, (_, at) => today - (28 - at) * DAY_MS).filter(
    (day) => ![0, 6].includes(new Date(day).getUTCDay()),
  );
  const bars = (times: readonly number[]) =>
    barTableOf(times.map((time) => ({ time, open: 10, high: 11, low: 9, close: 10, volume: 100 })));
  const hours = days.flatMap((day) => [16, 17, 18].map((hour) => day + hour * 60 * MINUTE_MS));
  return {
    ...{ zone: 'America/New_York', openMinute: 600, closeMinute: 960 },
    daily: bars(days),
    intraday: { '1h': bars(hours) },
    actions: [],
  };
}

interface Downloaded {
  readonly symbol: string;
  readonly provider: string;
  readonly bars: number;
  readonly gaps: number;
  readonly quarantined: number;
  readonly origin: string;
  readonly actions: number;
}

describe('quant download from Yahoo', () => {
  const listing = splitListing();
  const usual = fakeYahoo({ TEST: listing, 'BRK-B': listing });
  let server: ScriptedServer;
  const download = (...more: readonly string[]) => [
    ...['download', '--assets', 'TEST,BRK.B', '--start', '2023-01-16', '--end', '2024-06-20'],
    ...['--set', `data.yahoo.baseUrl=${server.url}`, '--set', 'data.retryBaseMs=20', ...more],
  ];

  beforeAll(async () => {
    server = await startScriptedServer(usual);
  });
  afterAll(() => server.close());

  it('fetches through faults, says what it got, and then needs the network no more', async () => {
    server.script(answering(503), answering(429, 'Too Many Requests'));
    const fetched = await quantJson<Downloaded[]>(home, ...download());
    expect(fetched).toMatchObject(
      ['TEST', 'BRK.B'].map((symbol) => ({
        symbol,
        provider: 'yahoo',
        quarantined: 0,
        origin: 'fetched',
      })),
    );
    expect(fetched[0].bars).toBeGreaterThan(350);
    expect(fetched[0].actions).toBeGreaterThan(2);
    const requests = server.requests.length;
    const cached = await quantJson<Downloaded[]>(home, ...download());
    expect(cached.map(({ origin }) => origin)).toEqual(['cache', 'cache']);
    expect(server.requests.length).toBe(requests);
    const again = await quantJson<Downloaded[]>(home, ...download('--refresh'));
    expect(again.map(({ origin, bars }) => [origin, bars])).toEqual(
      fetched.map(({ bars }) => ['fetched', bars]),
    );
  });

  it('begins with what the source still has where no start is named', async () => {
    server.always(fakeYahoo({ NEW: recentListing() }));
    const hourly = await quantJson<Downloaded[]>(
      home,
      ...['download', '--assets', 'NEW', '--interval', '1h'],
      ...['--set', `data.yahoo.baseUrl=${server.url}`],
    );
    server.always(usual);
    expect(hourly).toMatchObject([{ symbol: 'NEW', bars: 60, origin: 'fetched' }]);
  });

  it('tells in one sentence what the source does not have', async () => {
    const { code, stderr } = await quant(
      home,
      ...['download', '--assets', 'NONE', '--days', '9'],
      ...['--set', `data.yahoo.baseUrl=${server.url}`],
    );
    expect(code).toBe(2);
    expect(sentences(stderr)).toHaveLength(1);
    expect(stderr).toMatch(/NONE/);
  });
});

describe('quant download --follow', () => {
  const data = new FakeAlpacaData();
  let rest: ScriptedServer;
  let stream: FakeAlpacaStream;
  const keys = { APCA_API_KEY_ID: FAKE_KEYS.keyId, APCA_API_SECRET_KEY: FAKE_KEYS.secret };

  beforeAll(async () => {
    rest = await startScriptedServer(data.serve);
    stream = await FakeAlpacaStream.start();
  });
  afterAll(async () => {
    await rest.close();
    await stream.close();
  });

  it('prints what there is and then each bar as it closes, and never a key', async () => {
    const now = Math.floor(systemClock.now() / MINUTE_MS) * MINUTE_MS;
    const bars = Array.from({ length: 30 }, (_, at) => wireBar(now + (at - 31) * MINUTE_MS));
    data.bars.set('BTC/USD 1Min', bars);
    data.bars.set('BTC/USD 1Hour', [wireBar(now - 90 * DAY_MS)]);
    const child = startQuantWith(
      keys,
      home,
      ...['download', '--follow', '--provider', 'alpaca', '--interval', '1m'],
      ...['--assets', 'BTC/USD', '--start', new Date(now - 31 * MINUTE_MS).toISOString()],
      ...[
        '--set',
        `data.alpaca.dataUrl=${rest.url}`,
        '--set',
        `data.alpaca.streamUrl=${stream.url}`,
      ],
    );
    let [stdout, stderr] = ['', ''];
    child.stdout?.on('data', (text) => (stdout += text));
    child.stderr?.on('data', (text) => (stderr += text));
    const until = async (seen: () => boolean) => {
      while (!seen()) await systemClock.sleep(20);
    };
    await until(() => stderr.includes('Stream is live'));
    const next = wireBar(now - MINUTE_MS, 107.5);
    data.bars.set('BTC/USD 1Min', [...bars, next]);
    stream.send(barMessage(next, 'b', 'BTC/USD'));
    await until(() => stdout.includes('close 107.5'));
    child.kill('SIGINT');
    const [code] = await new Promise<[number | null]>((resolve) =>
      child.on('exit', (ended) => resolve([ended])),
    );
    expect(code).toBe(130);
    expect(stdout).toMatch(/BTC\/USD +30 /);
    for (const key of Object.values(keys)) expect(stdout + stderr).not.toContain(key);
  });

  it('is refused where nothing streams', async () => {
    const { code, stderr } = await quant(home, 'download', '--follow', '--assets', 'SIM1');
    expect([code, sentences(stderr)]).toEqual([
      2,
      [
        '--follow streams minute bars and has no end: write --provider alpaca --interval 1m, without --json.',
      ],
    ]);
  });
});
