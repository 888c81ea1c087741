import { gzipSync } from 'node:zlib';
import type { Answer } from './scripted-server.ts';

type AnswerHeaders = Readonly<Record<string, string>>;

const JSON_TYPE = { 'content-type': 'application/json' };

/** A whole, well-formed answer. */
export function answering(status: number, body = '', headers: AnswerHeaders = {}): Answer {
  return (_, response) => response.writeHead(status, headers).end(body);
}

export function json(value: unknown, status = 200, headers: AnswerHeaders = {}): Answer {
  return answering(status, JSON.stringify(value), { ...JSON_TYPE, ...headers });
}

/** The page of a proxy, a log-in or a maintenance where data were expected. */
export function htmlPage(status: number): Answer {
  const page = `<!DOCTYPE html><html><head><title>Will be right back</title></head><body>${'<p>Sorry</p>'.repeat(50)}</body></html>`;
  return answering(status, page, { 'content-type': 'text/html' });
}

/** Promises more bytes than it sends, and hangs up. */
export function truncated(body = '{"chart":{"result":[{"meta":'): Answer {
  return (_, response) => {
    response.writeHead(200, { ...JSON_TYPE, 'content-length': String(body.length + 500) });
    response.write(body, () => response.destroy());
  };
}

/** Sends some pieces of unknown number, and hangs up before the last. */
export function cutOff(body = '{"chart":{"result":[{"meta":'): Answer {
  return (_, response) => {
    response.writeHead(200, JSON_TYPE);
    response.write(body, () => response.destroy());
  };
}

/** Takes the request and says nothing, ever. */
export const silence: Answer = () => undefined;

/** Says that all is well, and then nothing more. */
export const headersThenSilence: Answer = (_, response) => {
  response.writeHead(200, JSON_TYPE);
  response.flushHeaders();
};

/** Sends a good answer one byte at a time. */
export function slowBytes(everyMs: number, body = `{"a":"${'x'.repeat(2000)}"}`): Answer {
  return (_, response) => {
    response.writeHead(200, JSON_TYPE);
    let at = 0;
    const timer = setInterval(() => {
      if (at < body.length) response.write(body[at++]);
      else response.end();
    }, everyMs);
    response.on('close', () => clearInterval(timer));
  };
}

/** Resets the connection (RST) instead of answering. */
export const connectionReset: Answer = (_, response) => {
  response.socket?.resetAndDestroy();
};

/** Sends one long text, piece by piece, as fast as it is taken. */
export function hugeBody(bytes: number): Answer {
  return (_, response) => {
    response.writeHead(200, JSON_TYPE);
    const piece = 'x'.repeat(65_536);
    let sent = 0;
    const send = () => {
      while (sent < bytes && !response.destroyed) {
        sent += piece.length;
        if (!response.write(piece)) {
          response.once('drain', send);
          return;
        }
      }
      response.end();
    };
    response.write('"');
    send();
  };
}

/** A few kilobytes of gzip that unpack to gigabytes. */
export function gzipBomb(bytes: number): Answer {
  const unpacked = 16 * 2 ** 20;
  const member = gzipSync(Buffer.alloc(unpacked, ' '), { level: 9 });
  const members = Array.from({ length: Math.ceil(bytes / unpacked) }, () => member);
  return (_, response) => {
    response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' });
    response.end(Buffer.concat(members));
  };
}

/** Brackets within brackets, well-formed. */
export function nested(depth: number): Answer {
  return answering(200, '['.repeat(depth) + ']'.repeat(depth), JSON_TYPE);
}

/** Sends the client to where it is. */
export const redirectLoop: Answer = (request, response) => {
  response.writeHead(302, { location: request.target }).end();
};

/** Repeats to the client all that it said: address, headers, and them in other spellings. */
export function echoing(status: number): Answer {
  return ({ target, headers }, response) => {
    const said = [target, ...Object.values(headers).map(String)].join(' ');
    const body = `rejected ${said} ${decodeURIComponent(target)} ${encodeURIComponent(said)}`;
    response.writeHead(status, { ...JSON_TYPE, 'x-said': encodeURIComponent(said) });
    response.end(JSON.stringify({ message: body, error: body, code: body }));
  };
}
