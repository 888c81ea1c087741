import { describe, expect, it } from 'vitest';
import { currencyPairOf } from './currency-pair.ts';

describe('currencyPairOf', () => {
  it('reads every way in which a pair of currencies is written', () => {
    for (const symbol of ['EURUSD', 'EUR/USD', 'EUR-USD', 'EURUSD=X', 'PANEL/EURUSD']) {
      expect(currencyPairOf(symbol), symbol).toEqual({ base: 'EUR', quote: 'USD' });
    }
    expect(currencyPairOf('JPY=X')).toEqual({ base: 'USD', quote: 'JPY' });
    expect(currencyPairOf('XAUEUR')).toEqual({ base: 'XAU', quote: 'EUR' });
  });

  it('takes no share, coin or currency alone for a pair', () => {
    const others = [
      'AAPL',
      'ALL',
      'BRK-B',
      'BTC/USDT',
      'BTC-USD',
      'ETHBTC',
      'BTCUSD',
      'X/ALL',
      'GC=F',
    ];
    for (const symbol of others) expect(currencyPairOf(symbol), symbol).toBeNull();
  });
});
