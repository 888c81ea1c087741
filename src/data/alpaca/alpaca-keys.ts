import { QuantError } from '#base';

/** What proves to Alpaca who asks; a paper account's keys serve for data as well. */
export interface AlpacaKeys {
  readonly keyId: string;
  readonly secret: string;
}

export const KEY_HINT = 'APCA_API_KEY_ID and APCA_API_SECRET_KEY';

/** @throws data/not-allowed when there are none, or one of them is blank */
export function requireKeys(keys: AlpacaKeys | null): AlpacaKeys {
  if (keys !== null && keys.keyId.trim() !== '' && keys.secret.trim() !== '') return keys;
  throw new QuantError(
    'data/not-allowed',
    `Alpaca gives data to account holders only, and there are no keys: set ${KEY_HINT} in the environment or in .env.`,
  );
}

/** What somebody else wrote, without the keys, on one line of at most 200 characters. */
export function safeText(text: string, { keyId, secret }: AlpacaKeys): string {
  const shown = text.replaceAll(secret, '<secret>').replaceAll(keyId, '<key>');
  const line = shown.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
