import { IndicatorsSync } from '@ixjb94/indicators';
import type { BarTable } from '#base';

type Prices = Readonly<Record<'o' | 'h' | 'l' | 'c' | 'v', number[]>>;

const rival = new IndicatorsSync();

/** The rival’s call for each level that both have, a column at a time. */
const CALLS: Readonly<Record<string, (prices: Prices) => unknown>> = {
  SMA_20: ({ c }) => rival.sma(c, 20),
  EMA_20: ({ c }) => rival.ema(c, 20),
  WMA_20: ({ c }) => rival.wma(c, 20),
  DEMA_20: ({ c }) => rival.dema(c, 20),
  TEMA_20: ({ c }) => rival.tema(c, 20),
  KAMA_20: ({ c }) => rival.kama(c, 20),
  RSI_14: ({ c }) => rival.rsi(c, 14),
  ROC_10: ({ c }) => rival.roc(c, 10),
  MOM_10: ({ c }) => rival.mom(c, 10),
  CMO_14: ({ c }) => rival.cmo(c, 14),
  TRIX_15: ({ c }) => rival.trix(c, 15),
  'MACD.MACD': ({ c }) => rival.macd(c, 12, 26, 9),
  LINREG_SLOPE_14: ({ c }) => rival.linregslope(c, 14),
  ATR_14: ({ h, l, c }) => rival.atr(h, l, c, 14),
  NATR_14: ({ h, l, c }) => rival.natr(h, l, c, 14),
  TRANGE: ({ h, l, c }) => rival.tr(h, l, c),
  PLUS_DI_14: ({ h, l, c }) => rival.di(h, l, c, 14),
  CCI_20: ({ h, l, c }) => rival.cci(h, l, c, 20),
  WILLR_14: ({ h, l, c }) => rival.willr(h, l, c, 14),
  'STOCH_14_3_3.slowK': ({ h, l, c }) => rival.stoch(h, l, c, 14, 3, 3),
  'AROON_14.aroonUp': ({ h, l }) => rival.aroon(h, l, 14),
  ULTOSC: ({ h, l, c }) => rival.ultosc(h, l, c, 7, 14, 28),
  'BB_20_2.middleBand': ({ c }) => rival.bbands(c, 20, 2),
  STDDEV_20: ({ c }) => rival.stddev(c, 20),
  OBV: ({ c, v }) => rival.obv(c, v),
  AD: ({ h, l, c, v }) => rival.ad(h, l, c, v),
  ADOSC: ({ h, l, c, v }) => rival.adosc(h, l, c, v, 3, 10),
  MFI_14: ({ h, l, c, v }) => rival.mfi(h, l, c, v, 14),
  BOP: ({ o, h, l, c }) => rival.bop(o, h, l, c),
  SAR: ({ h, l }) => rival.psar(h, l, 0.02, 0.2),
};

/** Levels that come out of one of those calls besides the one it is named by. */
const TOGETHER = [
  'MACD.MACDSignal',
  'MACD.MACDHist',
  'MINUS_DI_14',
  'STOCH_14_3_3.slowD',
  'AROON_14.aroonDown',
  'BB_20_2.lowerBand',
  'BB_20_2.upperBand',
];

/** Levels that both have; not ADX, at which the rival takes a hundred times its usual time. */
export const SHARED_LEVELS: readonly string[] = [...Object.keys(CALLS), ...TOGETHER];

export function pricesOf({ open, high, low, close, volume }: BarTable): Prices {
  const [o, h, l, c, v] = [open, high, low, close, volume].map((column) => Array.from(column));
  return { o, h, l, c, v };
}

/** Every shared level by the rival. */
export function rivalLevels(prices: Prices): number {
  let calls = 0;
  for (const call of Object.values(CALLS)) if (call(prices) !== undefined) calls++;
  return calls;
}

/** The rival’s newest value of the levels in which there is no choice of a start. */
export function rivalNewest(prices: Prices): Readonly<Record<string, number>> {
  const last = (values: number[]) => values.at(-1) ?? Number.NaN;
  const { h, l, c } = prices;
  return {
    SMA_20: last(rival.sma(c, 20)),
    EMA_20: last(rival.ema(c, 20)),
    RSI_14: last(rival.rsi(c, 14)),
    ATR_14: last(rival.atr(h, l, c, 14)),
    CCI_20: last(rival.cci(h, l, c, 20)),
    WILLR_14: last(rival.willr(h, l, c, 14)),
  };
}
