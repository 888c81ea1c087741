import { describe, expect, it } from 'vitest';
import { systemSchema } from '#config';
import { marketHoursOf } from './market-hours-of.ts';

const { data } = systemSchema.parse({});
const kindOf = (symbol: string) => marketHoursOf(symbol, data).kind;

describe('the market of a symbol', () => {
  it.each(
    'BTC/USDT BTC-USD ETH/BTC BTC/USD EUR/USDT USDT/EUR BTC-PERP ETHBTC BTCPERP BTCUSDT BTCUSD 1000PEPEUSDT DOGEEUR CRYPTO/ETHBTC'.split(
      ' ',
    ),
  )('of %s never closes', (symbol) => {
    expect(kindOf(symbol)).toBe('continuous');
  });

  it.each('EURUSD EURUSD=X JPY=X EUR/USD EUR-USD USDTRY XAUUSD FX/EURUSD'.split(' '))(
    'of %s is forex',
    (symbol) => {
      expect(kindOf(symbol)).toBe('forex');
    },
  );

  it.each(
    'SPY AAPL BRK.B BRK-B BF-B GOOGL ^GSPC BTC EUR SP500 DAILY/COP DAILY/ALL DAILY/AAPL BAC-PL'.split(
      ' ',
    ),
  )('of %s is New York’s, though a name may look like money', (symbol) => {
    expect(kindOf(symbol)).toBe('us-stocks');
  });

  it('of a simulated symbol is as the simulated calendar says', () => {
    expect(kindOf('SIM1')).toBe('simulated');
    const simulated = { ...data.simulated, calendar: 'continuous' as const };
    expect(marketHoursOf('SIM1', { ...data, simulated }).kind).toBe('continuous');
    expect(kindOf('SIM')).toBe('us-stocks');
  });

  it('is what the settings say, if they say', () => {
    const markets = { SPY: 'continuous', SIM1: 'us-stocks', 'GC=F': 'forex' } as const;
    const kinds = ['SPY', 'SIM1', 'GC=F', 'QQQ'].map(
      (symbol) => marketHoursOf(symbol, { ...data, markets }).kind,
    );
    expect(kinds).toEqual(['continuous', 'us-stocks', 'forex', 'us-stocks']);
  });

  it('is not taken from what every object has', () => {
    expect(kindOf('toString')).toBe('us-stocks');
  });
});
