import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { alpacaKeys, Secret } from './secrets.ts';

const diskOf = (env: string | null) => ({
  exists: () => env !== null,
  readFile: () => new TextEncoder().encode(env ?? ''),
});
const shown = (keys: ReturnType<typeof alpacaKeys>) =>
  keys === null ? null : [keys.keyId.reveal(), keys.secret.reveal()];

describe('Secret', () => {
  it('shows its text to nobody but who asks for it', () => {
    const secret = new Secret('canary');
    const seen = [
      secret.toString(),
      JSON.stringify({ secret }),
      inspect({ deep: { secret } }, { depth: 9, showHidden: true }),
      Object.values(secret).join(),
    ];
    expect(seen.join()).not.toContain('canary');
    expect(secret.reveal()).toBe('canary');
  });
});

describe('alpacaKeys', () => {
  it('come from variables of either name, else from .env, and only both together', () => {
    const from = (environment: Record<string, string>, env: string | null = null) =>
      shown(alpacaKeys({ disk: diskOf(env), environment }));
    expect(from({ APCA_API_KEY_ID: 'a', APCA_API_SECRET_KEY: 'b' })).toEqual(['a', 'b']);
    expect(from({ ALPACA_API_KEY: 'c', APCA_API_SECRET_KEY: 'd' })).toEqual(['c', 'd']);
    expect(from({ APCA_API_KEY_ID: 'a', ALPACA_API_KEY: 'c', ALPACA_API_SECRET: 'd' })).toEqual([
      'a',
      'd',
    ]);
    expect(from({ APCA_API_KEY_ID: '' }, 'APCA_API_KEY_ID=e\nAPCA_API_SECRET_KEY=f')).toEqual([
      'e',
      'f',
    ]);
    expect(from({ APCA_API_KEY_ID: 'a' })).toBeNull();
    expect(from({})).toBeNull();
  });
});
