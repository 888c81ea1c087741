import { Random } from '#base';
import { nodeDisk, nodeNet, nodeWebSocket, systemClock } from '#base/node';
import { alpacaKeys } from '#config';
import {
  AlpacaBarStream,
  AlpacaProvider,
  type BarStream,
  CcxtProvider,
  type DataProvider,
  ForexProvider,
  patientNet,
  YahooProvider,
} from '#data';
import type { Session } from './session.ts';

/** What a provider is made with. */
export type Surroundings = Pick<Session, 'config' | 'logger'>;

/** Providers that are asked over the network, by their word on the command line. */
export const REMOTE_MAKERS: Readonly<Record<string, (given: Surroundings) => DataProvider>> = {
  yahoo: (given) => new YahooProvider(wiring('yahoo', given)),
  ccxt: (given) => new CcxtProvider(wiring('ccxt', given)),
  forex: (given) => new ForexProvider(wiring('forex', given)),
  alpaca: (given) => new AlpacaProvider({ ...wiring('alpaca', given), keys: keysForAlpaca() }),
};

/** Alpaca's minute bars as they close. */
export function alpacaStream(given: Surroundings): BarStream {
  return new AlpacaBarStream({
    ...wiring('alpaca', given),
    random: jitter(),
    log: given.logger,
    keys: keysForAlpaca(),
    openWebSocket: nodeWebSocket,
  });
}

function keysForAlpaca() {
  const keys = alpacaKeys({ disk: nodeDisk, environment: process.env });
  return keys && { keyId: keys.keyId.reveal(), secret: keys.secret.reveal() };
}

/** Two runs that are turned away together must not come back together. */
function jitter(): Random {
  return new Random(systemClock.now());
}

function wiring(vendor: 'yahoo' | 'ccxt' | 'forex' | 'alpaca', { config, logger }: Surroundings) {
  const { data } = config;
  // Exchanges differ in what they allow; ccxt knows of each.
  const requestsPerMinute = vendor === 'ccxt' ? null : data[vendor].requestsPerMinute;
  const { maxRetries, retryBaseMs, requestTimeoutMs } = data;
  const net = patientNet({
    net: nodeNet,
    clock: systemClock,
    random: jitter(),
    log: logger,
    vendor,
    policy: { maxRetries, retryBaseMs, requestTimeoutMs, requestsPerMinute },
  });
  return { net, clock: systemClock, settings: data };
}
