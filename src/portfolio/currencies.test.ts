import { describe, expect, it } from 'vitest';
import { QuantError } from '#base';
import { currenciesOf, rateOf } from './currencies.ts';

const usd = (quoteCurrencies = {}) => ({ currency: 'USD', quoteCurrencies });

describe('currenciesOf', () => {
  it('is nothing where all prices are in the account’s currency', () => {
    expect(currenciesOf(['AAPL', 'EURUSD', 'BTC/USDT', 'ETHBTC'], usd())).toBeNull();
    expect(currenciesOf(['VOD.L'], { currency: 'GBP', quoteCurrencies: {} })).toBeNull();
    expect(currenciesOf(['USDJPY'], usd({ USDJPY: 'USD' }))).toBeNull();
  });

  it('takes rates from a pair or its inverse, its own too', () => {
    const currencies = currenciesOf(['SAP', 'USDJPY', 'EURUSD', 'SONY'], {
      currency: 'USD',
      quoteCurrencies: { SAP: 'EUR', SONY: 'JPY' },
    });
    expect(currencies).toEqual({
      foreign: ['EUR', 'JPY'],
      quote: [0, 1, -1, 1],
      keeps: [false, true, false, false],
      sources: [
        { asset: 2, isInverse: false },
        { asset: 1, isInverse: true },
      ],
    });
    const rates = currencies?.sources.map((source) => rateOf(source, [1, 160, 1.25, 1]));
    expect(rates).toEqual([1.25, 1 / 160]);
  });

  it('refuses what has no rate, and names the pairs to add', () => {
    const refused = () => currenciesOf(['AAPL', 'EURGBP', 'CADJPY'], usd());
    expect(refused).toThrow(QuantError);
    expect(refused).toThrow(
      'EURGBP is priced in GBP, the account is in USD, and no asset gives their rate; add GBPUSD or USDGBP, and JPYUSD or USDJPY to the assets',
    );
  });

  it('takes no rate from a pair that is said to be priced otherwise', () => {
    const settings = usd({ SAP: 'EUR', EURUSD: 'CHF', USDCHF: 'CHF' });
    expect(() => currenciesOf(['SAP', 'EURUSD', 'USDCHF'], settings)).toThrow('EURUSD or USDEUR');
  });
});
