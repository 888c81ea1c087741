import type { marketData } from '@alpacahq/alpaca-trade-api';
import type { Net } from '#base';
import { alpacaFailure, type Asked } from './alpaca-failure.ts';
import { type AlpacaKeys, requireKeys } from './alpaca-keys.ts';

type Library = typeof import('@alpacahq/alpaca-trade-api');

interface Endpoints {
  readonly library: Library;
  readonly keys: AlpacaKeys;
  readonly stocks: marketData.StockApi;
  readonly crypto: marketData.CryptoApi;
  readonly actions: marketData.CorporateActionsApi;
}

/**
 * Alpaca's REST endpoints for data through its own library, which knows their addresses, parameters
 * and errors.
 *
 * Time-outs, retries and pace are those of `net`; the library's are off. Answers are given as they
 * came: the library's models drop what they do not know and turn what is not there into `undefined`.
 */
export class AlpacaApi {
  readonly #net: Net;
  readonly #dataUrl: string;
  readonly #keys: AlpacaKeys | null;
  #endpoints: Promise<Endpoints> | null = null;

  constructor(options: {
    readonly net: Net;
    readonly dataUrl: string;
    readonly keys: AlpacaKeys | null;
  }) {
    this.#net = options.net;
    this.#dataUrl = options.dataUrl.replace(/\/+$/, '');
    this.#keys = options.keys;
  }

  stockBars(symbol: string, query: Omit<marketData.StockBarsRequest, 'symbols'>): Promise<unknown> {
    return this.#ask({ symbol, what: 'bars' }, ({ stocks }) =>
      stocks.stockBarsRaw({ symbols: symbol, ...query }),
    );
  }

  coinBars(
    symbol: string,
    query: Omit<marketData.CryptoBarsRequest, 'symbols' | 'loc'>,
  ): Promise<unknown> {
    return this.#ask({ symbol, what: 'bars' }, ({ crypto }) =>
      crypto.cryptoBarsRaw({ loc: 'us', symbols: symbol, ...query }),
    );
  }

  corporateActions(
    symbol: string,
    query: Omit<marketData.CorporateActionsRequest, 'symbols'>,
  ): Promise<unknown> {
    return this.#ask({ symbol, what: 'corporate actions' }, ({ actions }) =>
      actions.corporateActionsRaw({ symbols: symbol, ...query }),
    );
  }

  async #ask(
    asked: Omit<Asked, 'keys'>,
    send: (endpoints: Endpoints) => Promise<{ readonly raw: Response }>,
  ): Promise<unknown> {
    this.#endpoints ??= this.#open();
    const endpoints = await this.#endpoints;
    try {
      const { raw } = await send(endpoints);
      return await raw.json();
    } catch (thrown) {
      throw alpacaFailure(thrown, { ...asked, keys: endpoints.keys }, endpoints.library);
    }
  }

  /** Loads the library when it is first needed: `quant --help` does without. */
  async #open(): Promise<Endpoints> {
    const keys = requireKeys(this.#keys);
    const library = await import('@alpacahq/alpaca-trade-api');
    const { Configuration, StockApi, CryptoApi, CorporateActionsApi } = library.marketData;
    // Without timeoutMs the library would cut answers off after its own 30 s.
    const configuration = new Configuration({
      ...keys,
      basePath: this.#dataUrl,
      fetchApi: this.#net,
      timeoutMs: 0,
    });
    return {
      library,
      keys,
      stocks: new StockApi(configuration),
      crypto: new CryptoApi(configuration),
      actions: new CorporateActionsApi(configuration),
    };
  }
}
