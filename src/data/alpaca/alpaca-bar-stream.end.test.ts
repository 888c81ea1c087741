import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '#base/node';
import { FAKE_KEYS } from '../../../tests/support/fake-alpaca-data.ts';
import { barMessage, FIRST, StreamStage } from '../../../tests/support/stream-stage.ts';

const stages: StreamStage[] = [];
afterEach(async () => {
  await Promise.all(stages.splice(0).map((stage) => stage.close()));
});

async function open(options?: Parameters<typeof StreamStage.open>[0]): Promise<StreamStage> {
  const stage = await StreamStage.open(options);
  stages.push(stage);
  return stage;
}

const pause = (delayMs: number) => systemClock.sleep(delayMs);

/** How many timers or sockets this process has now. */
function countOf(resource: string): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === resource).length;
}

describe('the end', () => {
  it.each([
    ['live', (stage: StreamStage) => stage.untilLive()],
    [
      'waiting to connect again',
      async (stage: StreamStage) => {
        stage.wire.welcomes.push({ kind: 'refuse', status: 503 });
        await stage.untilLive();
        stage.wire.welcomes.push(
          ...Array.from({ length: 50 }, () => ({ kind: 'refuse', status: 503 }) as const),
        );
        stage.wire.drop();
        await stage.until(() => stage.kinds().includes('closed'));
      },
    ],
    [
      'slow to say goodbye',
      async (stage: StreamStage) => {
        await stage.untilLive();
        stage.wire.freeze();
      },
    ],
  ])('comes at once when it is %s, leaving no socket and no timer', async (_, prepare) => {
    const timers = countOf('Timeout');
    const stage = await open({ speed: 1 });
    stage.keep(0);
    stage.follow();
    await prepare(stage);
    const sockets = countOf('TCPSocketWrap');
    const had = stage.wire.openConnections;
    const began = performance.now();
    stage.ending.abort();
    expect(await stage.done).toBeNull();
    expect(performance.now() - began).toBeLessThan(500);
    await pause(50);
    expect(countOf('TCPSocketWrap')).toBeLessThanOrEqual(sockets - had);
    expect(countOf('Timeout')).toBeLessThanOrEqual(timers);
  });

  it('comes when the reader stops reading', async () => {
    const stage = await open();
    stage.keep(0);
    const { signal } = stage.ending;
    for await (const event of stage.stream.follow({ symbols: ['X'], from: FIRST, signal })) {
      if (event.kind === 'live') break;
    }
    await pause(50);
    expect(stage.wire.openConnections).toBe(0);
  });

  it('comes before the beginning when it is not wanted any more', async () => {
    const stage = await open();
    stage.ending.abort();
    stage.follow();
    expect(await stage.done).toBeNull();
    expect(stage.wire.attempts).toEqual([]);
  });
});

describe('a reader that does not read', () => {
  it('is told of it once it does, and finds all in history', async () => {
    const stage = await open();
    stage.keep(0);
    const { signal } = stage.ending;
    const events = stage.stream.follow({ symbols: ['X'], from: FIRST, signal });
    const next = async () => (await events.next()).value;
    expect(await next()).toMatchObject({ kind: 'bar' });
    expect(await next()).toMatchObject({ kind: 'live' });
    const message = barMessage(stage.keep(1));
    const many = Array.from({ length: 7000 }, () => message);
    for (let part = 0; part < 3; part++) stage.wire.send(...many);
    for (let turns = 0; stage.wire.openConnections > 0 && turns < 100; turns++) await pause(10);
    expect(stage.wire.openConnections).toBe(0);
    expect(await next()).toMatchObject({ kind: 'bar' });
    expect(await next()).toMatchObject({ kind: 'interrupted', reason: 'overflow' });
    expect(await next()).toMatchObject({ kind: 'live', filled: 0 });
    expect(stage.stream.counts.duplicates).toBe(19_999);
  });
});

describe('keys', () => {
  it('are in no event, line, error or print, not even where the server repeats them', async () => {
    const stage = await open();
    stage.keep(0);
    stage.follow();
    await stage.untilLive();
    const { keyId, secret } = FAKE_KEYS;
    stage.wire.send({ T: 'error', code: 999, msg: `no ${keyId} ${secret}` });
    await stage.untilLive(2);
    const shown = [stage.events, stage.told, stage.stream, stage.stream.counts]
      .map((one) => inspect(one, { depth: 20, showHidden: true }))
      .join();
    expect(shown).toContain('no <key> <secret>');
    expect(shown).not.toContain(keyId);
    expect(shown).not.toContain(secret);
  });

  it('are asked for before anything is opened, and stocks and coins kept apart', async () => {
    const stage = await open({ keys: { keyId: '', secret: '' } });
    stage.follow();
    expect(await stage.done).toMatchObject({ code: 'data/not-allowed' });
    const other = await open();
    other.follow(['X', 'BTC/USD']);
    expect(await other.done).toMatchObject({ code: 'data/mixed-stream' });
    expect(stage.wire.attempts.concat(other.wire.attempts)).toEqual([]);
  });

  it('go to no address that is not of web sockets', async () => {
    const stage = await open({ streamUrl: 'https://example.test' });
    stage.follow();
    expect(await stage.done).toMatchObject({ code: 'data/bad-address' });
  });
});
