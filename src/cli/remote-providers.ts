import { Random } from '#base';
import { nodeDisk, nodeNet, systemClock } from '#base/node';
import { alpacaKeys } from '#config';
import {
  AlpacaProvider,
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
  alpaca: (given) => {
    const keys = alpacaKeys({ disk: nodeDisk, environment: process.env });
    return new AlpacaProvider({
      ...wiring('alpaca', given),
      keys: keys && { keyId: keys.keyId.reveal(), secret: keys.secret.reveal() },
    });
  },
};

function wiring(vendor: 'yahoo' | 'ccxt' | 'forex' | 'alpaca', { config, logger }: Surroundings) {
  const { data } = config;
  // Exchanges differ in what they allow; ccxt knows of each.
  const requestsPerMinute = vendor === 'ccxt' ? null : data[vendor].requestsPerMinute;
  const { maxRetries, retryBaseMs, requestTimeoutMs } = data;
  const net = patientNet({
    net: nodeNet,
    clock: systemClock,
    // Two runs that are turned away together must not come back together.
    random: new Random(systemClock.now()),
    log: logger,
    vendor,
    policy: { maxRetries, retryBaseMs, requestTimeoutMs, requestsPerMinute },
  });
  return { net, clock: systemClock, settings: data };
}
