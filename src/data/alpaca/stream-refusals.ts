import { QuantError } from '#base';
import { type AlpacaKeys, KEY_HINT, safeText } from './alpaca-keys.ts';

/** Codes of the stream after which trying again changes nothing, and what to do about each. */
const TERMINAL: ReadonlyMap<number, string> = new Map([
  [402, `it does not accept the keys: check ${KEY_HINT}`],
  [405, 'these are more symbols than the plan allows: follow fewer, 30 on the free plan'],
  [408, 'the account has no access to this stream: check the plan'],
  [
    409,
    'the plan does not include this feed: --set data.alpaca.feed=iex, or =delayed_sip for all exchanges 15 minutes late',
  ],
]);

/**
 * The error for a refusal that will not pass; null for one that may, such as 404 (keys came too late),
 * 406 (another connection is open, or its end was not noticed yet), 407 (messages taken too slowly).
 *
 * @param message - what the vendor's library says, which has a text of its own for each code it knows
 * @param texts - those texts
 */
export function terminalRefusal(
  message: string,
  texts: ReadonlyMap<number, string>,
  keys: AlpacaKeys,
): QuantError | null {
  for (const [code, advice] of TERMINAL) {
    if (texts.get(code) !== message) continue;
    return new QuantError(
      'data/not-allowed',
      `Alpaca's stream refused (${code}: ${safeText(message, keys)}): ${advice}.`,
      { context: { code } },
    );
  }
  return null;
}

/** Whether a message is one of the vendor's answers, and not of the network or the library. */
export function isRefusal(message: string, texts: ReadonlyMap<number, string>): boolean {
  return [...texts.values()].includes(message);
}
