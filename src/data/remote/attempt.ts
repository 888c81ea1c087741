import type { Clock, Net } from '#base';
import { boundedBody } from './bounded-body.ts';
import { type Fault, networkFault } from './fault.ts';
import { countJsonParts } from './json-parts.ts';
import { type Redact, snippet } from './redaction.ts';
import { askedWaitMs } from './retry-after.ts';

/** A request that was found well-formed. */
export interface RemoteRequest {
  readonly url: URL;
  readonly init: RequestInit;
  readonly isRepeatable: boolean;
  /** Whether its answer has a body. */
  readonly hasBody: boolean;
  readonly redact: Redact;
}

interface AttemptLimits {
  /** From the sending to the last byte, ms. */
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
}

/** An answer with its body in memory, or why there is none. */
export type AttemptOutcome =
  | { readonly kind: 'answer'; readonly response: Response }
  | { readonly kind: 'fault'; readonly fault: Fault };

/** Far more than ten thousand bars have, or all markets of an exchange. */
const MOST_JSON_PARTS = 1_000_000;

const PASSING_STATUS = new Set([408, 425, 429]);

/** Statuses whose answers have no body, by the rules of HTTP. */
const BODILESS_STATUS = new Set([204, 205, 304]);

/** Asks once. @throws the caller's own reason, when it is the caller who aborts */
export async function attemptRequest(
  ports: { readonly net: Net; readonly clock: Clock },
  request: RemoteRequest,
  limits: AttemptLimits,
): Promise<AttemptOutcome> {
  const caller = request.init.signal ?? undefined;
  const ending = new AbortController();
  const answered = new AbortController();
  let isLate = false;
  const ring = async () => {
    await ports.clock.sleep(limits.timeoutMs, answered.signal);
    isLate = !answered.signal.aborted;
    ending.abort();
  };
  const alarm = ring();
  const signal = caller ? AbortSignal.any([caller, ending.signal]) : ending.signal;
  let status: number | null = null;
  try {
    const init: RequestInit = { ...request.init, redirect: 'manual', signal };
    const response = await ports.net(request.url, init);
    status = response.status;
    const body = await boundedBody(response, limits.maxBodyBytes, signal);
    return judge(response, body, request, { limits, now: ports.clock.now() });
  } catch (thrown) {
    caller?.throwIfAborted();
    const fault = isLate
      ? lateFault(status, limits.timeoutMs)
      : networkFault(thrown, status, request.redact);
    return { kind: 'fault', fault };
  } finally {
    // Ends the sleep, and with it whatever is left of the connection.
    answered.abort();
    await alarm;
  }
}

function lateFault(status: number | null, timeoutMs: number): Fault {
  const what =
    status === null
      ? `did not answer within ${timeoutMs} ms`
      : `answered ${status} and did not finish within ${timeoutMs} ms`;
  return { code: 'data/unreachable', what, status, askedWaitMs: null, isPassing: true };
}

function judge(
  response: Response,
  body: Uint8Array<ArrayBuffer> | null,
  request: RemoteRequest,
  { limits, now }: { readonly limits: AttemptLimits; readonly now: number },
): AttemptOutcome {
  const { status } = response;
  const faulty = (code: Fault['code'], what: string, isPassing: boolean): AttemptOutcome => ({
    kind: 'fault',
    fault: { code, what, status, askedWaitMs: askedWaitMs(response, now), isPassing },
  });
  if (status >= 300 && status < 400 && status !== 304) {
    return faulty(
      'data/bad-answer',
      `answered ${status}, a redirect, which is not followed,`,
      false,
    );
  }
  if (body === null) {
    const what = `answered ${status} with more than ${limits.maxBodyBytes} bytes`;
    return faulty('data/bad-answer', what, false);
  }
  const said = () => snippet(body, request.redact);
  if (PASSING_STATUS.has(status) || status >= 500) {
    const code = status === 429 ? 'data/rate-limited' : 'data/unreachable';
    return faulty(code, `answered ${status} ${said()}`, true);
  }
  const isEmpty = !request.hasBody || BODILESS_STATUS.has(status);
  const parts = isEmpty ? 0 : countJsonParts(body);
  if (!(parts <= MOST_JSON_PARTS)) {
    const what = `answered ${status} with ${parts} brackets and colons, more than ${MOST_JSON_PARTS},`;
    return faulty('data/bad-answer', what, false);
  }
  if (status < 300 && !isEmpty && !isJson(body)) {
    return faulty('data/bad-answer', `answered ${status} without JSON, ${said()},`, true);
  }
  return { kind: 'answer', response: inMemory(response, isEmpty ? null : body) };
}

function isJson(body: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder().decode(body));
    return true;
  } catch {
    return false;
  }
}

/** The body is unpacked, so headers that tell how it was packed would mislead. */
function inMemory(response: Response, body: Uint8Array<ArrayBuffer> | null): Response {
  const headers = new Headers(response.headers);
  headers.delete('content-encoding');
  headers.delete('content-length');
  const { status, statusText } = response;
  return new Response(body, { status, statusText, headers });
}
