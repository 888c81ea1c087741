import type { Exchange } from 'ccxt';
import { describe, expect, it } from 'vitest';
import { findMarket } from './find-market.ts';

function exchangeOf(...symbols: string[]): Exchange {
  const markets = symbols.map((symbol) => {
    const swap = /^[^:]+:[^:-]+$/.test(symbol);
    return [symbol, { symbol, swap, future: symbol.includes('-'), spot: !symbol.includes(':') }];
  });
  return { id: 'fake', markets: Object.fromEntries(markets) } as unknown as Exchange;
}

const found = (symbol: string, ...symbols: string[]) =>
  findMarket(exchangeOf(...symbols), symbol).symbol;

describe('findMarket', () => {
  it('prefers the spot market', () => {
    expect(found('BTC/USDT', 'BTC/USDT:USDT', 'BTC/USDT')).toBe('BTC/USDT');
  });

  it('takes the only perpetual contract of a pair without a spot market, and no dated one', () => {
    const symbols = ['BTC/USDT:USDT-261225', 'BTC/USDT:USDT', 'BTC/USDTX:USDT'];
    expect(found('BTC/USDT', ...symbols)).toBe('BTC/USDT:USDT');
  });

  it.each([
    ['two perpetuals', 'BTC/USDT', ['BTC/USDT:USDT', 'BTC/USDT:BTC']],
    ['a dated contract only', 'BTC/USDT', ['BTC/USDT:USDT-261225']],
    ['what every object has', 'constructor', ['BTC/USDT']],
    ['no markets at all', 'BTC/USDT', []],
  ])('refuses %s', (_, symbol, symbols) => {
    expect(() => found(symbol, ...symbols)).toThrow(`fake has no market ${symbol}`);
  });

  it('names the markets of the same coin', () => {
    const known = ['AAVE/USDT', 'BTC/EUR', 'BTC/USDT', 'BTC/USDT:USDT', 'ETH/BTC'];
    expect(() => found('BTC/GBP', ...known)).toThrow('BTC/EUR, BTC/USDT.');
  });
});
