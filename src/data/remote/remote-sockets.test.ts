import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type QuantError, Random, SILENT_LOGGER } from '#base';
import { nodeNet, systemClock } from '#base/node';
import * as faults from '../../../tests/support/scripted-answers.ts';
import {
  type Answer,
  type ScriptedServer,
  startScriptedServer,
} from '../../../tests/support/scripted-server.ts';
import { patientNet } from './patient-net.ts';

const good = faults.json({ ok: true });
let server: ScriptedServer;

beforeEach(async () => {
  server = await startScriptedServer(good);
});

afterEach(() => server.close());

function makeNet(maxBodyBytes = 2 ** 20) {
  return patientNet({
    net: nodeNet,
    clock: systemClock,
    random: new Random(1),
    log: SILENT_LOGGER,
    vendor: 'vendor',
    policy: {
      maxRetries: 1,
      retryBaseMs: 5,
      requestTimeoutMs: 150,
      requestsPerMinute: null,
      maxBodyBytes,
    },
  });
}

describe('over real sockets', () => {
  it.each<[string, Answer]>([
    ['503', faults.htmlPage(503)],
    ['a page', faults.htmlPage(200)],
    ['a truncated body', faults.truncated()],
    ['a body cut off', faults.cutOff()],
    ['silence', faults.silence],
    ['headers alone', faults.headersThenSilence],
    ['slow bytes', faults.slowBytes(5)],
    ['a reset', faults.connectionReset],
    ['NUL bytes', faults.answering(200, '\0\0')],
  ])('%s passes', async (_, fault) => {
    server.script(fault);
    expect(await (await makeNet()(server.url)).json()).toEqual({ ok: true });
  });

  it.each<[string, Answer, RegExp]>([
    ['a truncated body', faults.truncated(), /answered 200 and broke off \(/],
    ['silence', faults.silence, /did not answer within 150 ms/],
    ['slow bytes', faults.slowBytes(5), /answered 200 and did not finish within 150 ms/],
    ['a reset', faults.connectionReset, /could not be reached \(ECONNRESET\)/],
    ['a redirect loop', faults.redirectLoop, /answered 302, a redirect/],
    ['a flood', faults.hugeBody(2 ** 28), /more than 1048576 bytes at the only attempt/],
    ['a gzip bomb', faults.gzipBomb(2 ** 30), /more than 1048576 bytes at the only attempt/],
  ])('%s is told as what it is', async (_, fault, sentence) => {
    server.script(fault, fault);
    const thrown: unknown = await makeNet()(server.url).catch((reason: unknown) => reason);
    expect((thrown as QuantError).message).toMatch(sentence);
  });

  it('connections do not pile up behind answers that were given up', async () => {
    server.always(faults.silence);
    for (let round = 0; round < 4; round++) {
      await Promise.allSettled(Array.from({ length: 10 }, () => makeNet()(server.url)));
    }
    await systemClock.sleep(50);
    expect(server.requests.length).toBe(80);
    // A client opens a new connection for each that it drops, and keeps those for later.
    expect(server.openConnections).toBeLessThanOrEqual(20);
  });

  it('a body packed and whole arrives unpacked, without headers that say otherwise', async () => {
    const { gzipSync } = await import('node:zlib');
    const packed = gzipSync(JSON.stringify({ packed: true }));
    server.script((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': packed.length });
      response.end(packed);
    });
    const response = await makeNet()(server.url);
    expect(response.headers.get('content-encoding')).toBeNull();
    expect(await response.json()).toEqual({ packed: true });
  });

  it('deep brackets are JSON like any other', async () => {
    server.script(faults.nested(100_000));
    expect((await makeNet()(server.url)).status).toBe(200);
  });

  it('so many brackets or members that they would fill the memory are not read', async () => {
    const makeGenerousNet = () => makeNet(8 * 2 ** 20);
    const members = Array.from({ length: 500_001 }, (_, at) => `{"${at}":1}`).join(',');
    for (const fault of [faults.nested(2_000_000), faults.answering(200, `[${members}]`)]) {
      server.script(fault);
      await expect(makeGenerousNet()(server.url)).rejects.toThrow(
        /answered 200 with \d+ brackets and colons, more than 1000000, at the only attempt/,
      );
    }
  });

  it('a server that is not there is unreachable', async () => {
    const gone = await startScriptedServer(good);
    await gone.close();
    await expect(makeNet()(gone.url)).rejects.toThrow(/could not be reached \(ECONNREFUSED\)/);
  });
});
