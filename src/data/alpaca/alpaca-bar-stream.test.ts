import { afterEach, describe, expect, it } from 'vitest';
import type { QuantError } from '#base';
import { systemClock } from '#base/node';
import { FAKE_KEYS } from '../../../tests/support/fake-alpaca-data.ts';
import { answering } from '../../../tests/support/scripted-answers.ts';
import { barMessage, FIRST, minuteBar, StreamStage } from '../../../tests/support/stream-stage.ts';

const MINUTE_MS = 60_000;

const stages: StreamStage[] = [];
afterEach(async () => {
  await Promise.all(stages.splice(0).map((stage) => stage.close()));
});

async function open(options?: Parameters<typeof StreamStage.open>[0]): Promise<StreamStage> {
  const stage = await StreamStage.open(options);
  stages.push(stage);
  return stage;
}

/** A stage with minutes 0 and 1 in history that has become live. */
async function live(options?: Parameters<typeof StreamStage.open>[0]): Promise<StreamStage> {
  const stage = await open(options);
  stage.keep(0);
  stage.keep(1);
  stage.follow();
  await stage.untilLive();
  return stage;
}

const pause = (delayMs: number) => systemClock.sleep(delayMs);

const has = (stage: StreamStage, minute: number) =>
  stage.until(() => stage.minutes().includes(minute));

/** Puts a minute into history and sends it. */
function trade(stage: StreamStage, ...minutes: number[]): void {
  stage.wire.send(...minutes.map((minute) => barMessage(stage.keep(minute))));
}

describe('AlpacaBarStream', () => {
  it('gives history first, says that it is live, and goes on with what is streamed', async () => {
    const stage = await live();
    trade(stage, 2);
    trade(stage, 3);
    await has(stage, 3);
    expect(stage.kinds()).toEqual(['bar', 'bar', 'live', 'bar', 'bar']);
    expect(stage.minutes()).toEqual([0, 1, 2, 3]);
    const sources = stage.events.map((event) => (event.kind === 'bar' ? event.source : ''));
    expect(sources).toEqual(['history', 'history', '', 'stream', 'stream']);
    expect(stage.wire.attempts).toEqual(['/v2/iex']);
    expect(stage.wire.received[0]).toEqual({
      action: 'auth',
      key: FAKE_KEYS.keyId,
      secret: FAKE_KEYS.secret,
    });
    expect(stage.wire.received[1]).toEqual({
      action: 'subscribe',
      bars: ['X'],
      updatedBars: ['X'],
    });
  });

  it('asks history for what was missed while the connection was down', async () => {
    const stage = await live();
    stage.wire.drop();
    stage.keep(2);
    stage.keep(3);
    await stage.untilLive(2);
    trade(stage, 4);
    await has(stage, 4);
    expect(stage.kinds()).toEqual(['bar', 'bar', 'live', 'closed', 'bar', 'bar', 'live', 'bar']);
    expect(stage.minutes()).toEqual([0, 1, 2, 3, 4]);
    expect(stage.events.find((event) => event.kind === 'live' && event.filled === 2)).toBeDefined();
  });

  it('asks history where a minute is missing within a connection, and only there', async () => {
    const stage = await live();
    stage.keep(2);
    stage.keep(3);
    const before = stage.rest.requests.length;
    trade(stage, 4);
    await has(stage, 4);
    expect(stage.minutes()).toEqual([0, 1, 2, 3, 4]);
    const asked = stage.rest.requests.length;
    expect(asked).toBeGreaterThan(before);
    trade(stage, 5);
    await has(stage, 5);
    expect(stage.rest.requests.length).toBe(asked);
    expect(stage.kinds()).not.toContain('interrupted');
  });

  it('drops what was given already, and counts it', async () => {
    const stage = await live();
    trade(stage, 2);
    stage.wire.send(barMessage(minuteBar(2)), barMessage(minuteBar(0)));
    trade(stage, 3);
    await has(stage, 3);
    expect(stage.minutes()).toEqual([0, 1, 2, 3]);
    expect(stage.stream.counts.duplicates).toBe(2);
  });

  it('gives corrections as such, whether streamed or found after an interruption', async () => {
    const stage = await live();
    stage.wire.send(barMessage(stage.keep(1, minuteBar(1, 55)), 'u'));
    await stage.until((events) => events.some(({ kind }) => kind === 'revised'));
    stage.wire.drop();
    stage.keep(0, minuteBar(0, 44));
    await stage.untilLive(2);
    const revisions = stage.events.flatMap((event) =>
      event.kind === 'revised' ? [[(event.bar.time - FIRST) / MINUTE_MS, event.bar.close]] : [],
    );
    expect(revisions).toEqual([
      [1, 55],
      [0, 44],
    ]);
    expect(stage.minutes()).toEqual([0, 1]);
  });

  it('lets history decide where a bar contradicts what was given', async () => {
    const stage = await live();
    const corrected = minuteBar(1, 55);
    stage.wire.send(barMessage(stage.keep(1, corrected), 'u'));
    // The first version, late: history has the second.
    stage.wire.send(barMessage(minuteBar(1)));
    // A second version that was not said to be one, and that history has as well.
    stage.wire.send(barMessage(stage.keep(0, minuteBar(0, 44))));
    await stage.until((events) => events.filter(({ kind }) => kind === 'revised').length === 2);
    const closes = stage.events.flatMap((event) =>
      event.kind === 'revised' ? [event.bar.close] : [],
    );
    expect(closes).toEqual([55, 44]);
  });

  it('gives a bar that comes after its successors as a revision', async () => {
    const stage = await live();
    stage.wire.send(barMessage(minuteBar(3)));
    await has(stage, 3);
    stage.wire.send(barMessage(minuteBar(2)));
    await stage.until((events) => events.some(({ kind }) => kind === 'revised'));
    expect(stage.minutes()).toEqual([0, 1, 3]);
    expect(stage.events.at(-1)).toMatchObject({ bar: { time: FIRST + 2 * MINUTE_MS } });
  });

  it('takes a correction for a minute that was not heard of as its bar', async () => {
    const stage = await live();
    stage.wire.send(barMessage(stage.keep(2), 'u'));
    await has(stage, 2);
    expect(stage.minutes()).toEqual([0, 1, 2]);
  });

  it('puts bars of one message in order, history knowing them or not', async () => {
    const stage = await live();
    stage.wire.send(...[4, 2, 3].map((minute) => barMessage(minuteBar(minute))));
    await has(stage, 4);
    expect(stage.minutes()).toEqual([0, 1, 2, 3, 4]);
  });

  it('keeps a bar back until its minute has passed', async () => {
    const stage = await open({ now: FIRST + 2 * MINUTE_MS + 30_000 });
    stage.keep(0);
    stage.follow();
    await stage.untilLive();
    trade(stage, 1, 2);
    await has(stage, 2);
    expect(stage.clock.now()).toBeGreaterThanOrEqual(FIRST + 3 * MINUTE_MS);
    expect(stage.kinds()).toEqual(['bar', 'live', 'bar', 'bar']);
  });

  it('gives no bar before its close in parting either', async () => {
    const stage = await open({ now: FIRST + 2 * MINUTE_MS + 45_000, speed: 1 });
    stage.keep(0);
    stage.follow();
    await stage.untilLive();
    stage.wire.send(barMessage(minuteBar(2)));
    await systemClock.sleep(30);
    stage.ending.abort();
    expect(await stage.done).toBeNull();
    expect(stage.minutes()).toEqual([0]);
  });

  it('gives no bar of a minute that is far from over, and finds it in history later', async () => {
    const stage = await live();
    const far = 1000;
    stage.wire.send(barMessage(minuteBar(far)));
    trade(stage, 2);
    await has(stage, 2);
    expect(stage.minutes()).toEqual([0, 1, 2]);
    expect(stage.stream.counts.early).toBe(1);
  });

  it('leaves out hours outside the session and symbols that were not asked for', async () => {
    const stage = await live();
    stage.wire.send(barMessage(minuteBar(-10)), barMessage(minuteBar(2), 'b', 'Y'));
    trade(stage, 2);
    await has(stage, 2);
    expect(stage.stream.counts.unwanted).toBe(2);
  });

  it.each([
    ['no close', { c: null }, 'not-finite'],
    ['a high below the low', { h: 1 }, 'high-low'],
    ['a close in words', { c: 'ten' }, 'not-finite'],
    ['less than no volume', { v: -1 }, 'negative-volume'],
  ])('quarantines a bar with %s, and gives what history has instead', async (_, fault, code) => {
    const stage = await live();
    stage.wire.send({ ...barMessage(stage.keep(2)), ...fault });
    trade(stage, 3);
    await has(stage, 3);
    expect(stage.kinds()).toEqual(['bar', 'bar', 'live', 'quarantined', 'bar', 'bar']);
    expect(stage.events[3]).toMatchObject({ bar: { code, place: 'alpaca stream X' } });
    expect(stage.minutes()).toEqual([0, 1, 2, 3]);
  });

  it('follows coins round the clock', async () => {
    const now = Date.parse('2023-03-18T23:00:00Z');
    const stage = await open({ now });
    const first = now - 3 * MINUTE_MS;
    const minute = (first - FIRST) / MINUTE_MS;
    stage.keep(minute, minuteBar(minute), 'BTC/USD');
    stage.follow(['BTC/USD'], first);
    await stage.untilLive();
    stage.wire.send(barMessage(minuteBar(minute + 1), 'b', 'BTC/USD'));
    await stage.until(() => stage.given('BTC/USD').length === 2);
    expect(stage.wire.attempts).toEqual(['/v1beta3/crypto/us']);
  });
});

describe('a connection that', () => {
  it.each<[string, (stage: StreamStage) => void, string]>([
    [
      'sends bytes that are no message',
      (stage) => stage.wire.sendBytes(Uint8Array.of(0xc1, 0xff)),
      'unreadable',
    ],
    ['sends text', (stage) => stage.wire.sendBytes('{"not":"packed"}'), 'unreadable'],
    ['sends null for data', (stage) => stage.wire.send(null), 'unreadable'],
    ['sends more than it may', (stage) => stage.wire.sendBytes(new Uint8Array(2 ** 23)), 'closed'],
    [
      'says that it is too slow',
      (stage) => stage.wire.send({ T: 'error', code: 407, msg: 'slow client' }),
      'refused',
    ],
    [
      'has an error of its own',
      (stage) => stage.wire.send({ T: 'error', code: 500, msg: 'internal error' }),
      'refused',
    ],
  ])('%s is replaced, and nothing is lost', async (_, disturb, reason) => {
    const stage = await live();
    const lost = barMessage(stage.keep(2));
    disturb(stage);
    stage.wire.send(null, lost);
    await stage.until(() => stage.kinds().includes(reason));
    await stage.untilLive(2);
    trade(stage, 3);
    await has(stage, 3);
    expect(stage.minutes()).toEqual([0, 1, 2, 3]);
  });

  it('is silent while the market is open is given up within 190 s and a little', async () => {
    const stage = await live();
    const heard = stage.clock.now();
    stage.clock.run(500);
    trade(stage, 2);
    await has(stage, 2);
    stage.keep(3);
    await stage.until(() => stage.kinds().includes('silent'));
    stage.clock.run(50);
    const event = stage.events.find(({ kind }) => kind === 'interrupted');
    expect(event).toMatchObject({ detail: expect.stringMatching(/no bar for 19\d|2\d\d s/) });
    expect(stage.clock.now() - heard).toBeGreaterThanOrEqual(189_000);
    await stage.untilLive(2);
    expect(stage.minutes()).toEqual([0, 1, 2, 3]);
  });

  it('is silent at night is left alone', async () => {
    const stage = await live({ now: FIRST + 7 * 60 * MINUTE_MS });
    stage.clock.run(20_000);
    trade(stage, 2);
    await has(stage, 2);
    await pause(300);
    expect(stage.kinds()).toEqual(['bar', 'bar', 'live', 'bar']);
    expect(stage.wire.attempts.length).toBe(1);
    expect(stage.clock.now() - FIRST).toBeGreaterThan(8 * 60 * MINUTE_MS);
  });

  it('repeats the same bar for ever is as good as silent', async () => {
    const stage = await live();
    stage.clock.run(1000);
    const repeating = setInterval(() => stage.wire.send(barMessage(minuteBar(1))), 10);
    await stage.until(() => stage.kinds().includes('silent'));
    clearInterval(repeating);
    expect(stage.stream.counts.duplicates).toBeGreaterThan(0);
  });

  it('does not confirm in 10 s is given up', async () => {
    const stage = await open({ speed: 100 });
    stage.keep(0);
    stage.wire.welcomes.push({ kind: 'mute' });
    stage.follow();
    await stage.untilLive();
    expect(stage.kinds()).toEqual(['closed', 'bar', 'live']);
    expect(stage.events[0]).toMatchObject({ detail: expect.stringContaining('10 s') });
  });

  it.each([
    ['is refused with 429', { kind: 'refuse', status: 429 }, 'closed', /429/],
    [
      'is one too many (406)',
      { kind: 'error', code: 406, msg: 'connection limit exceeded', closes: true },
      'refused',
      /connection limit/,
    ],
    ['confirms another subscription', { kind: 'forgetful' }, 'refused', /does not confirm X/],
    [
      'gets the keys too late (404)',
      { kind: 'error', code: 404, msg: 'auth timeout', closes: true },
      'refused',
      /auth timeout/,
    ],
  ] as const)('%s is tried again', async (_, welcome, reason, detail) => {
    const stage = await open({ speed: 50 });
    stage.keep(0);
    stage.wire.welcomes.push(welcome, welcome);
    stage.follow();
    await stage.untilLive();
    expect(stage.kinds()).toEqual([reason, 'bar', 'live']);
    expect(stage.events[0]).toMatchObject({ detail: expect.stringMatching(detail) });
    expect(stage.wire.attempts.length).toBe(3);
  });

  it.each([
    [
      'does not know the keys (402)',
      { kind: 'error', code: 402, msg: 'auth failed', closes: true },
      /402.*APCA_API_KEY_ID/,
    ],
    [
      'is not in the plan (409)',
      { kind: 'error', code: 409, msg: 'insufficient subscription', closes: true },
      /409.*feed=iex/,
    ],
    [
      'has more symbols than the plan (405)',
      { kind: 'subscription-error', code: 405, msg: 'symbol limit exceeded' },
      /405.*30/,
    ],
  ] as const)('%s ends it with what to do', async (_, welcome, message) => {
    const stage = await open();
    stage.wire.welcomes.push(welcome);
    stage.follow();
    const thrown = (await stage.done) as QuantError;
    expect(thrown.code).toBe('data/not-allowed');
    expect(thrown.message).toMatch(message);
    expect(stage.wire.attempts.length).toBe(1);
  });

  it('cannot be filled from history is not live', async () => {
    const stage = await open({ speed: 50 });
    stage.keep(0);
    stage.rest.script(answering(422, '{"message":"no"}'));
    stage.follow();
    await stage.untilLive();
    expect(stage.kinds()).toEqual(['history-unreachable', 'bar', 'live']);
    stage.keep(1);
    stage.rest.script(answering(422, '{"message":"no"}'));
    trade(stage, 2);
    await stage.untilLive(2);
    expect(stage.minutes()).toEqual([0, 1, 2]);
  });
});
