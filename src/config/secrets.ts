import { inspect, parseEnv } from 'node:util';
import type { Disk } from '#base';
import { readText } from './read-yaml.ts';

/** Text that shows itself only when asked to: printed, inspected or written as JSON it is `<set>`. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself, for the one who sends it. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return '<set>';
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

/** What a broker knows an account by. */
export interface AccountKeys {
  readonly keyId: Secret;
  readonly secret: Secret;
}

/** Names of the variables that hold Alpaca's keys: its own first, then the plainer ones. */
export const ALPACA_VARIABLES = {
  keyId: ['APCA_API_KEY_ID', 'ALPACA_API_KEY'],
  secret: ['APCA_API_SECRET_KEY', 'ALPACA_API_SECRET'],
} as const;

const VARIABLE_FILE = '.env';

/**
 * Alpaca's keys from the process's variables, or from `.env` where those are silent.
 *
 * @returns null unless both are there
 */
export function alpacaKeys(sources: {
  readonly disk: Pick<Disk, 'exists' | 'readFile'>;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): AccountKeys | null {
  const { disk, environment } = sources;
  const inFile = disk.exists(VARIABLE_FILE) ? parseEnv(readText(disk, VARIABLE_FILE)) : {};
  const find = (names: readonly string[]): string | undefined =>
    names.map((name) => environment[name] || inFile[name]).find((text) => text);
  const keyId = find(ALPACA_VARIABLES.keyId);
  const secret = find(ALPACA_VARIABLES.secret);
  if (keyId === undefined || secret === undefined) return null;
  return { keyId: new Secret(keyId), secret: new Secret(secret) };
}
