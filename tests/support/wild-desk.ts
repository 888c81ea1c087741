import { emptySlice, type MarketSlice, Random, SILENT_LOGGER } from '#base';
import { systemSchema } from '#config';
import { PaperExecutor, TradingDesk } from '#execution';
import {
  type Direction,
  type Signal,
  signal,
  type SignalEntry,
  type SignalStop,
  type SignalTerms,
  type Strategy,
} from '#strategies';
import { DAY_MS } from './scripted-desk.ts';
import { takeWildDay, WILD_MOVES, WILD_SYMBOLS, type WildBar, wildDays } from './wild-days.ts';

const WARM_UP_DAYS = 25;
const SHARES = [-1, -0.5, 0, 0.4, 0.4, 1, 1];
const TIMES = [undefined, undefined, 'gtc', 'day', 'gtd', 'ioc', 'fok', 'opg', 'cls'] as const;

/** A desk of all assets under settings of this seed, that trades wild signals on these days. */
export function wildDesk(seed: number, days: readonly (readonly WildBar[])[]): TradingDesk {
  const { trading, portfolio } = systemSchema.parse({
    trading: settingsOf(seed),
    portfolio: { method: 'hrp', lookbackBars: 20, rebalance: 'week' },
  });
  const isFine = Random.stream(seed, 'finer bars').uniform() < 0.4;
  const goneAt = trading.delisting.closeAfterBars === null ? Number.NaN : 25 * DAY_MS;
  const desk = new TradingDesk({
    symbols: WILD_SYMBOLS,
    trading,
    portfolio,
    initialCapital: 1000,
    riskFreeRate: 0,
    barsPerYear: 252,
    volatilityHalfLifeBars: 10,
    strategy: wildStrategy(seed),
    executor: new PaperExecutor(trading, [0, 0, 0], {
      delistedAt: [Number.NaN, goneAt, Number.NaN],
      ...(isFine && { finerBars: (asset, time) => days[time / DAY_MS][asset].parts }),
    }),
    logger: SILENT_LOGGER,
  });
  const slice = emptySlice(WILD_SYMBOLS.length);
  wildDays(1, WARM_UP_DAYS).forEach((bars, day) => {
    desk.warmUp(takeWildDay(slice, bars, day - WARM_UP_DAYS));
  });
  return desk;
}

/** Says at random what is to be held of each asset, at which prices and for how long. */
function wildStrategy(seed: number): Strategy {
  return {
    name: 'wild',
    models: [],
    warmUp: () => undefined,
    generateSignals: (slice) =>
      WILD_SYMBOLS.flatMap((_, asset): Signal[] => {
        const random = Random.stream(seed, `${slice.barIndex} ${asset}`);
        if (slice.present[asset] === 0 || random.uniform() > 0.35) return [];
        const targetPosition = SHARES[random.integer(SHARES.length)];
        const direction = Math.sign(targetPosition) as Direction;
        const said = { time: slice.time, asset, direction, confidence: 1, targetPosition };
        const hasTerms = direction !== 0 && random.uniform() < 0.7;
        const terms = hasTerms ? termsOf(random, { slice, asset, side: direction }) : {};
        return [signal({ ...said, ...terms, reason: 'wild' })];
      }),
    saveState: () => ({}),
    loadState: () => undefined,
  };
}

interface Place {
  readonly slice: MarketSlice;
  readonly asset: number;
  readonly side: number;
}

function termsOf(random: Random, { slice, asset, side }: Place): SignalTerms {
  const close = slice.close[asset];
  const unit = 0.7 * WILD_MOVES[asset] * close;
  const kind = (['market', 'limit', 'limit', 'stop', 'stop-limit'] as const)[random.integer(5)];
  const price = close + (kind === 'limit' ? -side : side) * unit * random.uniform();
  const from = kind === 'market' ? close : price;
  const entry = entryOf(kind, price, price + 0.1 * side * unit);
  const stop = stopOf(random, { from: from - side * unit * (0.6 + random.uniform()), unit, side });
  const isForOne = kind === 'market' || kind === 'limit';
  const asked = TIMES[random.integer(TIMES.length)];
  const timeInForce = isForOne || asked === 'gtd' ? asked : 'day';
  return {
    ...(entry !== null && { entry }),
    ...(stop !== null && { stop }),
    ...(random.uniform() < 0.5 && { target: { price: from + side * unit } }),
    ...(timeInForce !== undefined && { timeInForce }),
    ...(timeInForce === 'gtd' && { expiresAt: slice.time + 3 * DAY_MS }),
  };
}

function entryOf(
  kind: 'market' | SignalEntry['kind'],
  price: number,
  limitPrice: number,
): SignalEntry | null {
  if (kind === 'market') return null;
  return kind === 'stop-limit' ? { kind, price, limitPrice } : { kind, price };
}

function stopOf(
  random: Random,
  { from, unit, side }: { readonly from: number; readonly unit: number; readonly side: number },
): SignalStop | null {
  const kinds: readonly (SignalStop | null)[] = [
    null,
    null,
    { price: from },
    { price: from, limitPrice: from - 0.1 * side * unit },
    { trailAmount: unit },
    { trailFraction: 0.02 },
  ];
  return kinds[random.integer(kinds.length)];
}

function settingsOf(seed: number): object {
  const random = Random.stream(seed, 'settings');
  const any = <T>(...of: readonly T[]): T => of[random.integer(of.length)];
  const halts = any(false, false, true);
  return {
    fillRule: any('next-open', 'next-open', 'next-close', 'same-close'),
    maxVolumeFraction: any(null, 0.1, 0.1),
    slippageBps: any(0, 10),
    lotSize: any(0, 1),
    tickSize: any(0, 0.01),
    limitThroughTicks: any(0, 0, 1),
    cashCheck: any(true, true, false),
    allowShort: any(true, true, false),
    sizing: {
      method: any('fixed-fraction', 'fixed-fraction', 'portfolio', 'kelly', 'volatility-target'),
      fraction: 0.6,
      kelly: { leastBars: 2, confidence: 0 },
    },
    quoteCurrencies: { SAP: 'EUR' },
    exchangeFeeBps: any(0, 5),
    financing: any({}, { borrowRate: 0.1, debitRate: 0.1, creditRate: 0.02 }),
    margin: any({}, { initialFraction: 0.5, maintenanceFraction: 0.4 }),
    delisting: any({}, { closeAfterBars: 2, haircut: 0.2 }),
    costs: any({}, { commission: 'tiered' }, { spread: { method: 'high-low' }, impact: 0.5 }),
    risk: {
      maxDrawdown: halts ? 0.1 : 1,
      dailyLossLimit: halts ? 0.02 : 1,
      stopLossSigma: any(null, 1),
      takeProfitSigma: any(null, 1.5),
      trailingStopSigma: any(null, null, 1.2),
      timeStopBars: any(null, null, 5),
      maxPositionFraction: any(1, 0.5),
      maxGrossFraction: any(1, 1.5),
      maxOrders: any(null, 5),
    },
  };
}
