import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type Logger, type Net, Random, SILENT_LOGGER } from '#base';
import { VirtualClock } from '../../../tests/support/virtual-clock.ts';
import { patientNet, type RemotePolicy } from './patient-net.ts';
import { refusalOfLater } from '../../../tests/support/refusal.ts';

const POLICY: RemotePolicy = {
  maxRetries: 3,
  retryBaseMs: 500,
  requestTimeoutMs: 30_000,
  requestsPerMinute: null,
};
const URL_ASKED = 'https://vendor.test/bars?symbol=A&apikey=SECRET-IN-QUERY';

type Reply = () => Response | Promise<Response>;

/** A vendor that gives one reply after another, the last of them for ever. */
function stage(replies: readonly Reply[], policy: Partial<RemotePolicy> = {}) {
  const clock = new VirtualClock(Date.UTC(2024, 0, 1));
  const began = clock.now();
  const asked: { time: number; init: RequestInit }[] = [];
  const lines: string[] = [];
  const net: Net = async (_, init = {}) => {
    const reply = replies[Math.min(asked.length, replies.length - 1)];
    asked.push({ time: clock.now() - began, init });
    const { promise: ended, reject } = Promise.withResolvers<never>();
    ended.catch(() => undefined);
    const end = () => reject(new DOMException('This operation was aborted', 'AbortError'));
    init.signal?.addEventListener('abort', end);
    if (init.signal?.aborted) end();
    return Promise.race([reply(), ended]);
  };
  const log: Logger = { ...SILENT_LOGGER, info: (line) => lines.push(line) };
  const patient = patientNet({
    net,
    clock,
    random: new Random(1),
    log,
    vendor: 'vendor',
    policy: { ...POLICY, ...policy },
  });
  return { patient, clock, began, asked, lines };
}

const good: Reply = () => Response.json({ ok: true });
const status =
  (code: number, headers: Record<string, string> = {}, body = 'try later'): Reply =>
  () =>
    new Response(body, { status: code, headers });
const silent: Reply = () => Promise.withResolvers<Response>().promise;
const broken: Reply = () =>
  Promise.reject(
    new TypeError('fetch failed', {
      cause: Object.assign(new Error('connect ECONNREFUSED 1.2.3.4:443'), { code: 'ECONNREFUSED' }),
    }),
  );

describe('a patient net', () => {
  it.each<[string, Reply]>([
    ['408', status(408)],
    ['425', status(425)],
    ['429', status(429)],
    ['500', status(500)],
    ['504', status(504)],
    ['599', status(599)],
    ['a page instead of data', status(200, {}, '<html>hello</html>')],
    ['an empty answer', status(200, {}, '')],
    ['a broken connection', broken],
    ['silence', silent],
  ])('asks again after %s', async (_, reply) => {
    const { patient, asked } = stage([reply, reply, good]);
    const response = await patient(URL_ASKED);
    expect(await response.json()).toEqual({ ok: true });
    expect(asked.length).toBe(3);
  });

  it.each([200, 400, 401, 403, 404, 410, 422, 451])(
    'gives a %i back as it is, asked once',
    async (code) => {
      const { patient, asked } = stage([
        () => Response.json({ why: 1 }, { status: code, headers: { 'x-id': '7' } }),
      ]);
      const response = await patient(URL_ASKED);
      expect([response.status, response.headers.get('x-id')]).toEqual([code, '7']);
      expect(await response.json()).toEqual({ why: 1 });
      expect(asked.length).toBe(1);
    },
  );

  it('takes 204 and an answer to HEAD without a body', async () => {
    const { patient } = stage([() => new Response(null, { status: 204 })]);
    expect((await patient(URL_ASKED)).status).toBe(204);
    const head = stage([() => new Response(null)]);
    expect((await head.patient(URL_ASKED, { method: 'HEAD' })).status).toBe(200);
  });

  it('waits longer from failure to failure, each wait below its bound', async () => {
    const { patient, asked } = stage([status(503)], { maxRetries: 4 });
    await refusalOfLater(patient(URL_ASKED));
    expect(asked.length).toBe(5);
    for (const [attempt, { time }] of asked.slice(1).entries()) {
      const waitMs = time - asked[attempt].time;
      expect(waitMs > 0 && waitMs < 500 * 2 ** attempt).toBe(true);
    }
  });

  it('gives up in one sentence with attempts and last status', async () => {
    const cases: [readonly Reply[], string, RegExp][] = [
      [
        [status(500), status(503)],
        'data/unreachable',
        /answered 503 "try later" at the last of 4 attempts;/,
      ],
      [
        [status(429, {}, '')],
        'data/rate-limited',
        /answered 429 \(nothing\) at the last of 4 attempts;/,
      ],
      [
        [status(200, {}, '<b>no</b>')],
        'data/bad-answer',
        /answered 200 without JSON, "no", at the last of 4/,
      ],
      [[silent], 'data/unreachable', /did not answer within 30000 ms at the last of 4 attempts;/],
      [
        [broken],
        'data/unreachable',
        /could not be reached \(ECONNREFUSED\) at the last of 4 attempts;/,
      ],
    ];
    for (const [replies, code, sentence] of cases) {
      const error = await refusalOfLater(stage(replies).patient(URL_ASKED));
      expect(error.code).toBe(code);
      expect(error.message).toMatch(sentence);
      expect(error.message).toMatch(/^vendor \(vendor\.test\) [^\n]+\.$/);
      expect(error.context['attempts']).toBe(4);
    }
  });

  it('ends an attempt in time, and all of them together', async () => {
    const { patient, clock, began, asked } = stage([silent]);
    await refusalOfLater(patient(URL_ASKED));
    const longest = 4 * 30_000 + 500 + 1000 + 2000;
    expect(asked[1].time).toBeGreaterThanOrEqual(30_000);
    expect(clock.now() - began).toBeGreaterThanOrEqual(4 * 30_000);
    expect(clock.now() - began).toBeLessThanOrEqual(longest);
  });

  it('ends an answer that begins in time and never ends', async () => {
    const endless: Reply = () => {
      const body = new ReadableStream({ start: (stream) => stream.enqueue(new Uint8Array(3)) });
      return new Response(body);
    };
    const { patient, clock, began } = stage([endless], { maxRetries: 0 });
    const error = await refusalOfLater(patient(URL_ASKED));
    expect(error.message).toMatch(/answered 200 and did not finish within 30000 ms at the only/);
    expect(clock.now() - began).toBe(30_000);
  });

  it('does what Retry-After says, when that is longer than its own wait', async () => {
    const wait = stage([status(429, { 'retry-after': '20' }), good]);
    await wait.patient(URL_ASKED);
    expect(wait.asked[1].time).toBe(20_000);
    expect(wait.lines).toEqual(['vendor answered 429 "try later"; attempt 2 of 4 in 20.0 s']);
    const none = stage([status(503, { 'retry-after': '0' }), good]);
    await none.patient(URL_ASKED);
    expect(none.asked[1].time).toBeGreaterThan(0);
  });

  it('holds all who ask the vendor while it wants to be left alone', async () => {
    const { patient, clock, began, asked } = stage([status(429, { 'retry-after': '60' }), good]);
    const first = patient(URL_ASKED);
    await clock.sleep(1000);
    await Promise.all([first, patient(URL_ASKED), patient(URL_ASKED)]);
    expect(clock.now() - began).toBe(60_000);
    expect(asked.map(({ time }) => time)).toEqual([0, 60_000, 60_000, 60_000]);
  });

  it('says so rather than waiting in silence for more than ten minutes', async () => {
    const patientUpTo = stage([status(429, { 'retry-after': '600' }), good]);
    await patientUpTo.patient(URL_ASKED);
    expect(patientUpTo.asked[1].time).toBe(600_000);
    const { patient, asked, clock, began } = stage([status(429, { 'retry-after': '3600' })]);
    const error = await refusalOfLater(patient(URL_ASKED));
    expect(error.code).toBe('data/rate-limited');
    expect(error.message).toMatch(
      /asks for a wait of 3600 s, more than 600 s, at the only attempt/,
    );
    expect([asked.length, clock.now() - began]).toEqual([1, 0]);
    const endless = stage([status(503, { 'retry-after': '9'.repeat(400) })]);
    expect((await refusalOfLater(endless.patient(URL_ASKED))).code).toBe('data/unreachable');
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'post'])('never repeats a %s', async (method) => {
    for (const reply of [status(503), status(429), broken, silent, status(200, {}, '<p>')]) {
      const { patient, asked } = stage([reply, good]);
      const error = await refusalOfLater(patient(URL_ASKED, { method }));
      expect(error.message).toContain('at the only attempt');
      expect(asked.length).toBe(1);
    }
  });

  it('follows no redirect, and does not ask again', async () => {
    const moved = stage([status(302, { location: 'https://elsewhere.test/?apikey=1' }), good]);
    const error = await refusalOfLater(moved.patient(URL_ASKED));
    expect(error.code).toBe('data/bad-answer');
    expect(error.message).toContain('answered 302, a redirect, which is not followed,');
    expect([moved.asked.length, moved.asked[0].init.redirect]).toEqual([1, 'manual']);
  });

  it('takes no more of a body than it may, and does not ask again', async () => {
    let given = 0;
    let cancelled = false;
    const flood: Reply = () =>
      new Response(
        new ReadableStream<Uint8Array>({
          pull(stream) {
            given += 1000;
            stream.enqueue(new Uint8Array(1000));
          },
          cancel() {
            cancelled = true;
          },
        }),
      );
    const { patient, asked } = stage([flood], { maxBodyBytes: 10_000 });
    const error = await refusalOfLater(patient(URL_ASKED));
    expect(error.code).toBe('data/bad-answer');
    expect(error.message).toContain('answered 200 with more than 10000 bytes at the only attempt');
    expect([asked.length, cancelled]).toEqual([1, true]);
    expect(given).toBeLessThanOrEqual(13_000);
    const full = stage([() => Response.json('x'.repeat(9998))], { maxBodyBytes: 10_000 });
    expect(await (await full.patient(URL_ASKED)).json()).toHaveLength(9998);
  });

  it('keeps to the pace over all callers and attempts', async () => {
    const { patient, asked } = stage([status(500), status(500), good], {
      requestsPerMinute: 6,
      retryBaseMs: 1,
    });
    await Promise.all(Array.from({ length: 10 }, () => patient(URL_ASKED)));
    expect(asked.length).toBe(12);
    for (const { time } of asked) {
      const inMinute = asked.filter((other) => other.time >= time && other.time < time + 60_000);
      expect(inMinute.length).toBeLessThanOrEqual(6);
    }
  });
});

describe('a caller who gives up', () => {
  it.each<[string, readonly Reply[]]>([
    ['under way', [silent]],
    ['between attempts', [status(429, { 'retry-after': '500' }), good]],
  ])('%s hears its own reason, and nothing is asked any more', async (_, replies) => {
    const { patient, clock, began, asked } = stage(replies);
    const leaving = new AbortController();
    const asking = patient(URL_ASKED, { signal: leaving.signal });
    const thrown = asking.catch((reason: unknown) => reason);
    await clock.sleep(10_000);
    leaving.abort(new Error('enough'));
    expect(await thrown).toEqual(new Error('enough'));
    expect([asked.length, clock.now() - began]).toEqual([1, 10_000]);
    await expect(patient(URL_ASKED, { signal: leaving.signal })).rejects.toThrow('enough');
    expect(asked.length).toBe(1);
  });
});

describe('what was said in confidence', () => {
  const headers = { 'x-api-key': 'SECRET-IN-HEADER', authorization: 'Bearer SECRET-TOKEN' };
  const echo = 'no: SECRET-IN-QUERY SECRET-IN-HEADER Bearer SECRET-TOKEN, sorry';

  it.each<[string, Reply]>([
    ['an answer', status(503, {}, echo)],
    ['an answer cut in the middle of it', status(503, {}, `${'x'.repeat(75)}SECRET-IN-HEADER`)],
    ['a page', status(200, {}, `<p>${echo}</p>`)],
    ['the network', () => Promise.reject(new TypeError(`fetch failed for ${URL_ASKED} ${echo}`))],
  ])('is not repeated when it comes back in %s', async (_, reply) => {
    const error = await refusalOfLater(stage([reply]).patient(URL_ASKED, { headers }));
    expect(inspect(error, { depth: 20, showHidden: true })).not.toMatch(/SECRE/);
    expect(JSON.stringify(error.context)).not.toMatch(/SECRE/);
  });

  it.each([
    ['a key with a line break', URL_ASKED, { 'x-api-key': 'SECRET\nKEY' }],
    ['an address with a password', 'https://me:SECRET@vendor.test/', {}],
    ['an address of a file', 'file:///SECRET', {}],
    ['no address', 'SECRET', {}],
  ])('is not repeated when %s makes a request impossible', async (_, address, given) => {
    const { patient, asked } = stage([good]);
    const error = await refusalOfLater(patient(address, { headers: given }));
    expect(error.code).toBe('data/bad-address');
    expect(inspect(error, { depth: 20, showHidden: true })).not.toMatch(/SECRET/);
    expect(asked.length).toBe(0);
  });
});
