import { inspect } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { type Clock, type Interval, type Logger, type Net, Random, TABLE_COLUMNS } from '#base';
import { nodeNet, systemClock } from '#base/node';
import { type DataConfig, systemSchema } from '#config';
import {
  type BarRequest,
  type DataProvider,
  type FetchedBars,
  patientNet,
  type RemotePolicy,
} from '#data';
import * as faults from '../support/scripted-answers.ts';
import {
  type Answer,
  type ScriptedServer,
  startScriptedServer,
} from '../support/scripted-server.ts';
import { refusalOfLater } from '../support/refusal.ts';

/** What a provider is made of. */
export interface RemoteWiring {
  /** Patient already. */
  readonly net: Net;
  readonly clock: Clock;
  readonly settings: DataConfig;
}

/** A provider of a vendor to hold to its contract, and the vendor as a server that has bars. */
export interface RemoteProviderCase {
  /** The vendor's protocol, answered out of bars that do not depend on the time. */
  readonly serve: Answer;
  /** Settings under `data` that lead to a vendor at this address. */
  readonly settingsAt: (url: string) => object;
  readonly make: (wiring: RemoteWiring) => DataProvider;
  /** The vendor's time, UTC epoch ms, at which everything below is asked unless it says otherwise. */
  readonly now: number;
  /** Bars that it has: as many as you like, more than 10. */
  readonly request: BarRequest;
  /** A range of which one answer of the vendor holds only a part; null when one always holds all. */
  readonly pagedRequest: BarRequest | null;
  /** An interval of ours that the vendor does not have; null when it has all. */
  readonly missingInterval: Interval | null;
  /** A range from before the vendor's memory at that interval; null when it forgets nothing. */
  readonly tooOld: BarRequest | null;
  /** A bar of the vendor's that is under way at `now`. */
  readonly openBar: { readonly request: BarRequest; readonly time: number; readonly now: number };
  /** What `make` puts into requests in confidence; empty when it knows no secrets. */
  readonly secrets: readonly string[];
}

const POLICY: RemotePolicy = {
  maxRetries: 3,
  retryBaseMs: 10,
  requestTimeoutMs: 2000,
  requestsPerMinute: null,
  maxBodyBytes: 2 ** 20,
};

/** Time for an answer from a vendor that stalls, ms; others get more, for busy machines. */
const IMPATIENT: RemotePolicy = { ...POLICY, requestTimeoutMs: 150 };

/** How much longer than planned a busy machine may take, ms. */
const SLACK_MS = 1500;

/** What passes: asked again, the vendor answers as ever. */
const PASSING: readonly (readonly [string, Answer])[] = [
  ['429', faults.answering(429, 'Too Many Requests')],
  ['429 that asks for no wait', faults.answering(429, '', { 'retry-after': '0' })],
  ['500', faults.answering(500, 'oops')],
  ['502', faults.htmlPage(502)],
  ['503', faults.htmlPage(503)],
  ['504', faults.answering(504)],
  ['a page instead of data', faults.htmlPage(200)],
  ['a body shorter than announced', faults.truncated()],
  ['a body that breaks off', faults.cutOff()],
  ['silence', faults.silence],
  ['headers and then silence', faults.headersThenSilence],
  ['bytes that trickle', faults.slowBytes(5)],
  ['a reset connection', faults.connectionReset],
  ['JSON that is none', faults.answering(200, '{"a":[1,2')],
  ['nothing', faults.answering(200)],
  ['NUL bytes', faults.answering(200, '\0'.repeat(300))],
];

/** What no client can make sense of, however often it asks. */
const HOSTILE: readonly (readonly [string, Answer])[] = [
  ['null', faults.json(null)],
  ['a number', faults.json(42)],
  ['a text', faults.json('bars')],
  ['an empty object', faults.json({})],
  ['an object of nonsense', faults.json({ chart: 1, bars: 'x', candles: null, timestamp: {} })],
  ['names of prototypes', faults.answering(200, '{"__proto__":{"chart":{}},"constructor":1}')],
  ['100 000 brackets', faults.nested(100_000)],
  ['a redirect to itself', faults.redirectLoop],
  ['a page where access is refused', faults.htmlPage(403)],
  ['NUL bytes', faults.answering(200, '\0'.repeat(300))],
];

/** What every source of bars over the network promises; call it beside `providerContract`. */
export function remoteProviderContract(member: RemoteProviderCase): void {
  const { request, now } = member;
  const servers: ScriptedServer[] = [];
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.close()));
  });

  async function stage({ at = now, policy = POLICY } = {}): Promise<Stage> {
    const server = await startScriptedServer(member.serve);
    servers.push(server);
    return stageOf(member, { server, at, policy });
  }

  async function cleanFetch(asked: BarRequest, at = now): Promise<FetchedBars> {
    return (await stage({ at })).provider.fetchBars(asked);
  }

  let fetched: Promise<FetchedBars> | undefined;

  it.each(PASSING)('gives the same bars after %s', async (_, fault) => {
    fetched ??= cleanFetch(request);
    const clean = await fetched;
    expect(clean.bars.time.length).toBeGreaterThan(10);
    const after = async (...script: readonly Answer[]) => {
      const { server, provider } = await stage({ policy: IMPATIENT });
      server.script(...script);
      expectSameBars(await provider.fetchBars(request), clean);
    };
    await Promise.all([after(fault), after(fault, fault)]);
  });

  it('gives up after its retries in one sentence with attempts and last status', async () => {
    const { server, provider } = await stage();
    server.always(faults.answering(503, 'down for maintenance'));
    const error = await refusalOfLater(provider.fetchBars(request));
    expect(error.code).toBe('data/unreachable');
    expect(error.message).toMatch(/answered 503 "down for maintenance" at the last of 4 attempts/);
    expect(error.message).not.toContain('\n');
    expect(server.requests.length).toBe(POLICY.maxRetries + 1);
  });

  it('leaves a vendor alone for as long as it asks', async () => {
    const { server, provider } = await stage();
    server.script(faults.answering(429, '', { 'retry-after': '1' }));
    await provider.fetchBars(request);
    const [first, second] = server.requests;
    expect(second.time - first.time).toBeGreaterThanOrEqual(995);
  });

  it('asks no vendor again that wants to be left alone for an hour', async () => {
    const { server, provider } = await stage();
    server.always(faults.answering(429, '', { 'retry-after': '3600' }));
    const error = await refusalOfLater(provider.fetchBars(request));
    expect([error.code, server.requests.length]).toEqual(['data/rate-limited', 1]);
    expect(error.message).toContain('3600 s');
  });

  it('ends in time with a vendor that is silent, stuck after its headers, or trickling', async () => {
    const { requestTimeoutMs, maxRetries, retryBaseMs } = IMPATIENT;
    const longest = requestTimeoutMs * (maxRetries + 1) + retryBaseMs * 2 ** maxRetries;
    const endsInTime = async (fault: Answer) => {
      const { server, provider } = await stage({ policy: IMPATIENT });
      server.always(fault);
      const began = performance.now();
      expect((await refusalOfLater(provider.fetchBars(request))).code).toBe('data/unreachable');
      expect(performance.now() - began).toBeLessThan(longest + SLACK_MS);
      expect(server.requests.length).toBe(maxRetries + 1);
    };
    const stalls = [faults.silence, faults.headersThenSilence, faults.slowBytes(5)];
    await Promise.all(stalls.map(endsInTime));
  });

  it.each([401, 403])('says that %i is about access', async (status) => {
    const { server, provider } = await stage();
    server.always(faults.json({ message: 'no', error: 'no' }, status));
    const error = await refusalOfLater(provider.fetchBars(request));
    expect(error.code).toBe('data/not-allowed');
    expect(error.message).not.toContain('\n');
    expect(server.requests.length).toBe(1);
  });

  it.each(HOSTILE)('refuses %s in one sentence', async (_, answer) => {
    const { server, provider } = await stage();
    server.always(answer);
    const error = await refusalOfLater(provider.fetchBars(request));
    expect(error.code).toMatch(/^data\//);
    expect(error.message).not.toContain('\n');
    expect(error.message.length).toBeLessThan(500);
    expect(server.requests.length).toBeLessThanOrEqual(POLICY.maxRetries + 1);
  });

  it.each([
    ['one that never ends', faults.hugeBody(2 ** 28)],
    ['one that unpacks to a gigabyte', faults.gzipBomb(2 ** 30)],
  ])('takes no more memory for a body than it may: %s', async (_, answer) => {
    const { server, provider } = await stage();
    server.always(answer);
    const before = heldBytes();
    let most = 0;
    const watching = setInterval(() => {
      most = Math.max(most, heldBytes() - before);
    }, 2);
    const error = await refusalOfLater(provider.fetchBars(request));
    clearInterval(watching);
    expect(error.code).toMatch(/^data\/(?:bad-answer|unreachable)$/);
    expect(most).toBeLessThan(96 * 2 ** 20);
  });

  it.each(oneOrNone(member.pagedRequest))(
    'asks page by page where one answer does not hold all',
    async (paged) => {
      const { server, provider } = await stage();
      const { bars } = await provider.fetchBars(paged);
      expect(server.requests.length).toBeGreaterThan(1);
      const middle = bars.time[bars.time.length >> 1];
      const first = await cleanFetch({ ...paged, end: middle });
      const second = await cleanFetch({ ...paged, start: middle });
      for (const column of TABLE_COLUMNS) {
        expect([...first.bars[column], ...second.bars[column]]).toEqual([...bars[column]]);
      }
      const faulty = await stage();
      faulty.server.script(member.serve, faults.answering(503), member.serve, faults.cutOff());
      expectSameBars(await faulty.provider.fetchBars(paged), await cleanFetch(paged));
    },
  );

  it('gives a bar once it has closed, and not before', async () => {
    const { openBar } = member;
    const open = await cleanFetch(openBar.request, openBar.now);
    expect(open.bars.time.length).toBeGreaterThan(0);
    expect(open.bars.time.at(-1)).toBeLessThan(openBar.time);
    const later = await cleanFetch(openBar.request, openBar.now + 8 * 86_400_000);
    expect([...later.bars.time]).toContain(openBar.time);
  });

  it.each(oneOrNone(member.missingInterval))(
    'names the intervals it has when asked for %s',
    async (interval) => {
      const { server, provider } = await stage();
      const error = await refusalOfLater(provider.fetchBars({ ...request, interval }));
      expect(error.code).toBe('data/unknown-interval');
      expect(error.message).toContain(request.interval);
      expect(server.requests.length).toBe(0);
    },
  );

  it.each(oneOrNone(member.tooOld))(
    'says from when on it has bars, instead of giving none',
    async (asked) => {
      const { provider } = await stage();
      const error = await refusalOfLater(provider.fetchBars(asked));
      expect(error.code).toBe('data/too-old');
      expect(error.message).toMatch(/\d{4}-\d\d-\d\d/);
    },
  );

  it('never repeats a secret, not even when a vendor or the network does', async () => {
    const spoken = [...PASSING, ...HOSTILE].map(([, answer]) => answer);
    const echoes = [400, 401, 403, 404, 422, 429, 500, 503, 200].map(faults.echoing);
    const seen: string[] = [];
    for (const answer of [...echoes, ...spoken.slice(0, 6)]) {
      const { server, provider, told } = await stage();
      server.always(answer);
      const error = await refusalOfLater(provider.fetchBars(request));
      seen.push(inspect(error, { depth: 30, showHidden: true }), String(error.stack));
      seen.push(JSON.stringify(error.context), ...told);
    }
    const all = seen.join('\n');
    expect(all.length).toBeGreaterThan(1000);
    for (const secret of member.secrets.flatMap(spellings)) expect(all).not.toContain(secret);
  });
}

interface Stage {
  readonly server: ScriptedServer;
  readonly provider: DataProvider;
  /** Everything that was logged. */
  readonly told: string[];
}

function stageOf(
  member: RemoteProviderCase,
  given: { readonly server: ScriptedServer; readonly at: number; readonly policy: RemotePolicy },
): Stage {
  const { server, at, policy } = given;
  const began = performance.now();
  const clock: Clock = {
    now: () => Math.floor(at + performance.now() - began),
    sleep: (delayMs, signal) => systemClock.sleep(delayMs, signal),
  };
  const told: string[] = [];
  const tell = (message: string, fields?: object) =>
    void told.push(message, inspect(fields, { depth: 30 }));
  const log: Logger = { debug: tell, info: tell, warn: tell, error: tell };
  const settings = systemSchema.parse({ data: member.settingsAt(server.url) }).data;
  const net = patientNet({
    net: nodeNet,
    clock,
    random: new Random(1),
    log,
    vendor: 'vendor',
    policy,
  });
  return { server, provider: member.make({ net, clock, settings }), told };
}

function expectSameBars(given: FetchedBars, clean: FetchedBars): void {
  for (const column of TABLE_COLUMNS) expect(given.bars[column]).toEqual(clean.bars[column]);
  expect(given.actions).toEqual(clean.actions);
  expect(given.quarantine).toEqual(clean.quarantine);
}

function oneOrNone<T>(value: T | null): T[] {
  return value === null ? [] : [value];
}

function heldBytes(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function spellings(secret: string): string[] {
  return [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
}
