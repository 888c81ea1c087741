import { type ErrorCode, QuantError } from '#base';

/** Of the classes that ccxt throws, those with a meaning of their own, subclasses first. */
const CODES: readonly (readonly [className: string, code: ErrorCode])[] = [
  ['BadSymbol', 'data/unknown-symbol'],
  ['RateLimitExceeded', 'data/rate-limited'],
  ['DDoSProtection', 'data/rate-limited'],
  ['RestrictedLocation', 'data/not-allowed'],
  ['AuthenticationError', 'data/not-allowed'],
  ['NotSupported', 'data/not-supported'],
  ['NetworkError', 'data/unreachable'],
];

const ADVICE: Readonly<Record<string, string>> = {
  'data/unknown-symbol': 'check the symbol',
  'data/rate-limited': 'try again later, with fewer symbols at once (data.parallelSymbols)',
  'data/not-allowed': 'choose another data.ccxt.exchange',
  'data/not-supported': 'choose another symbol or data.ccxt.exchange',
  'data/unreachable': 'try again later, or choose another data.ccxt.exchange',
  'data/bad-answer': 'try again later, or choose another data.ccxt.exchange',
};

/**
 * What a call into ccxt threw, in our words; what the network threw is ours already.
 *
 * Whatever ccxt stumbles over that is none of its own errors is an answer it did not expect.
 */
export function exchangeError(thrown: unknown, exchange: string, asked: string): QuantError {
  if (thrown instanceof QuantError) return thrown;
  const names = classNames(thrown);
  const code = CODES.find(([name]) => names.includes(name))?.[1] ?? 'data/bad-answer';
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const said = text.replace(/\s+/g, ' ').slice(0, 200);
  return new QuantError(
    code,
    `${exchange} did not give ${asked}: ${names[0] ?? 'error'}: ${said}; ${ADVICE[code]}.`,
    { cause: thrown, context: { exchange, asked } },
  );
}

/** The class of an error and those it extends; ccxt, which is not loaded here, names them by their constructors. */
function classNames(thrown: unknown): string[] {
  const names: string[] = [];
  let prototype: unknown = thrown instanceof Error ? Object.getPrototypeOf(thrown) : null;
  while (prototype instanceof Error) {
    names.push(prototype.constructor.name);
    prototype = Object.getPrototypeOf(prototype);
  }
  return names;
}
