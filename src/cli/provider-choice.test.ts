import { describe, expect, it } from 'vitest';
import { SILENT_LOGGER } from '#base';
import { systemSchema } from '#config';
import { chooseProviders } from './provider-choice.ts';

const given = { config: systemSchema.parse({}), logger: SILENT_LOGGER };
const chosen = (names: readonly string[], options: Parameters<typeof chooseProviders>[1] = {}) =>
  Object.fromEntries(
    [...chooseProviders(names, options, given)].map(([name, provider]) => [name, provider.name]),
  );

describe('chooseProviders', () => {
  it('takes each symbol from where its name suggests', () => {
    const expected = {
      AAPL: 'yahoo',
      'BRK.B': 'yahoo',
      '^GSPC': 'yahoo',
      'BTC-USD': 'yahoo',
      'EURUSD=X': 'yahoo',
      'BTC/USDT': 'ccxt-binance',
      'ETH/BTC': 'ccxt-binance',
      EURUSD: 'forex',
      'EUR/USD': 'forex',
      XAUUSD: 'forex',
    };
    expect(chosen(Object.keys(expected))).toEqual(expected);
    expect(chosen(['SIM1', 'SIM12'])).toEqual({ SIM1: 'sim', SIM12: 'sim' });
  });

  it('takes all of them from the one that is named, or from the folder', () => {
    expect(chosen(['AAPL', 'BTC/USD'], { provider: 'alpaca' })).toEqual({
      AAPL: 'alpaca',
      'BTC/USD': 'alpaca',
    });
    expect(chosen(['AAPL', 'SIM1'], { dataDir: 'data' })).toEqual({ AAPL: 'csv', SIM1: 'csv' });
  });

  it('asks one provider for all of its symbols', () => {
    const providers = chooseProviders(['AAPL', 'SPY', 'EURUSD'], {}, given);
    expect(providers.get('AAPL')).toBe(providers.get('SPY'));
    expect(new Set(providers.values()).size).toBe(2);
  });

  it('refuses what it does not know, and simulated symbols beside real ones', () => {
    expect(() => chosen(['AAPL'], { provider: 'yahu' })).toThrow(/^Provider "yahu" is not known;/);
    expect(() => chosen(['SIM1', 'AAPL'])).toThrow(
      'SIM1 is simulated, without a time in common with AAPL',
    );
  });
});
