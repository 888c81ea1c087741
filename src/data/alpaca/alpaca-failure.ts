import { type ErrorCode, QuantError } from '#base';
import { type AlpacaKeys, KEY_HINT, safeText } from './alpaca-keys.ts';

/** The classes by which the vendor's library tells failures apart. */
export interface LibraryErrors {
  readonly FetchError: abstract new (...args: never[]) => Error;
  readonly ApiError: abstract new (...args: never[]) => Error & { readonly status: number };
}

/** What was asked, for the reader of a complaint. */
export interface Asked {
  readonly symbol: string;
  /** `bars`, `corporate actions`. */
  readonly what: string;
  readonly keys: AlpacaKeys;
}

/**
 * What a failed request means.
 *
 * The library's own errors are not kept as causes: they hold the whole answer, which may repeat keys.
 */
export function alpacaFailure(thrown: unknown, asked: Asked, library: LibraryErrors): unknown {
  if (thrown instanceof library.ApiError) return refusal(thrown.status, thrown.message, asked);
  if (thrown instanceof library.FetchError) return thrown.cause ?? thrown;
  return thrown;
}

function refusal(status: number, message: string, { symbol, what, keys }: Asked): QuantError {
  const said = safeText(message, keys);
  const refuse = (code: ErrorCode, sentence: string) =>
    new QuantError(code, sentence, { context: { symbol, status, said } });
  if (status === 401) {
    return refuse('data/not-allowed', `Alpaca does not accept the keys (401): check ${KEY_HINT}.`);
  }
  if (status === 403 && /sip|subscription/i.test(said)) {
    return refuse(
      'data/not-allowed',
      `Alpaca's plan of these keys does not include the latest bars of all exchanges (403): --set data.alpaca.feed=delayed_sip for the same 15 minutes later, or =iex for one exchange.`,
    );
  }
  if (status === 403) {
    return refuse(
      'data/not-allowed',
      `Alpaca forbids ${what} of ${symbol} to these keys (403: ${said}): check ${KEY_HINT} and the plan.`,
    );
  }
  if (status === 400 && /invalid symbol/i.test(said)) {
    return refuse(
      'data/unknown-symbol',
      `Alpaca has no ${symbol} (400: ${said}): it names stocks as in AAPL or BRK.B and coins as in BTC/USD.`,
    );
  }
  return refuse(
    'data/bad-answer',
    `Alpaca refused a request for ${what} of ${symbol} (${status}: ${said}): check data.alpaca in the settings.`,
  );
}
