import { type Clock, type Logger, type Net, QuantError, type Random } from '#base';
import { attemptRequest, type RemoteRequest } from './attempt.ts';
import { backOffMs } from './back-off.ts';
import { type Fault, failureOf } from './fault.ts';
import { Pace } from './pace.ts';
import { redactionOf } from './redaction.ts';

/** How much a vendor is asked and how long it is waited for; `data` of the settings fits. */
export interface RemotePolicy {
  /** Attempts after a failed request, count. */
  readonly maxRetries: number;
  readonly retryBaseMs: number;
  /** Time for one whole answer, ms. */
  readonly requestTimeoutMs: number;
  /** Null leaves the pace to others. */
  readonly requestsPerMinute: number | null;
  /** Longest body that is taken, unpacked, bytes; 32 MiB unless said. */
  readonly maxBodyBytes?: number;
}

const MAX_BODY_BYTES = 32 * 2 ** 20;

/** A vendor that asks for more is not waited for in silence. */
const LONGEST_ASKED_MS = 600_000;

/** Shorter waits are of interest to nobody but who looks for them. */
const TELLING_WAIT_MS = 5000;

/**
 * The network as a vendor of data must be asked: paced, bounded in time and size, and asked again
 * after what may pass.
 *
 * Each attempt has `requestTimeoutMs` for headers and body. Broken connections, time-outs, 408, 425,
 * 429, 5xx, and 2xx whose body breaks off or is no JSON are tried again, `maxRetries` times at most,
 * after `backOffMs` or what the vendor asked for, if that is longer; meanwhile everybody who asks it
 * too often is held. Only GET and HEAD are ever repeated, and no redirect is followed, because keys
 * would follow it. Other answers come back as they are, with their body read.
 *
 * What it returns rejects with data/unreachable, data/rate-limited, data/bad-answer or
 * data/bad-address; with the caller's own reason when `init.signal` aborts.
 */
export function patientNet(options: {
  readonly net: Net;
  readonly clock: Clock;
  readonly random: Pick<Random, 'uniform'>;
  readonly log: Logger;
  /** Its name in the settings and in messages: `yahoo`. */
  readonly vendor: string;
  readonly policy: RemotePolicy;
}): Net {
  const { net, clock, random, log, vendor, policy } = options;
  const pace = new Pace(clock, policy.requestsPerMinute);
  const limits = {
    timeoutMs: policy.requestTimeoutMs,
    maxBodyBytes: policy.maxBodyBytes ?? MAX_BODY_BYTES,
  };
  return async (address, init = {}) => {
    const request = readRequest(vendor, address, init);
    const signal = init.signal ?? undefined;
    const retries = request.isRepeatable ? policy.maxRetries : 0;
    for (let attempt = 0; ; attempt++) {
      await pace.enter(signal);
      const outcome = await attemptRequest({ net, clock }, request, limits);
      if (outcome.kind === 'answer') return outcome.response;
      const { fault } = outcome;
      const asked = { vendor, host: request.url.host, attempts: attempt + 1 };
      if (!fault.isPassing || attempt >= retries) throw failureOf(fault, asked);
      const waitMs = Math.max(
        backOffMs(attempt, policy.retryBaseMs, random),
        fault.askedWaitMs ?? 0,
      );
      if (!(waitMs <= LONGEST_ASKED_MS)) throw failureOf(tooLong(fault, waitMs), asked);
      if (fault.code === 'data/rate-limited' || fault.askedWaitMs !== null) pace.hold(waitMs);
      log[waitMs >= TELLING_WAIT_MS ? 'info' : 'debug'](
        `${vendor} ${fault.what}; attempt ${attempt + 2} of ${retries + 1} in ${(waitMs / 1000).toFixed(1)} s`,
      );
      await clock.sleep(waitMs, signal);
    }
  };
}

function tooLong(fault: Fault, waitMs: number): Fault {
  const seconds = Math.ceil(waitMs / 1000);
  const what = `${fault.what} and asks for a wait of ${seconds} s, more than ${LONGEST_ASKED_MS / 1000} s,`;
  return { ...fault, what };
}

/** @throws data/bad-address, which does not name the value that is wrong, because it may be a key */
function readRequest(vendor: string, address: string | URL, init: RequestInit): RemoteRequest {
  const method = (init.method ?? 'GET').toUpperCase();
  const isRepeatable = method === 'GET' || method === 'HEAD';
  try {
    const url = new URL(address);
    const headers = new Headers(init.headers);
    const isPlain = /^https?:$/.test(url.protocol) && url.username + url.password === '';
    const redact = redactionOf(url, headers);
    if (isPlain) return { url, init, isRepeatable, hasBody: method !== 'HEAD', redact };
  } catch {
    // Told below without what was thrown, which quotes the value.
  }
  throw new QuantError(
    'data/bad-address',
    `The request to ${vendor} cannot be sent: its address is no http or https URL without a user name, or a header has characters that are not allowed; check the address in data.${vendor}, and the keys for spaces or line breaks.`,
    { context: { vendor } },
  );
}
