import { emptySlice, type Logger, type MarketSlice, SILENT_LOGGER } from '#base';
import { systemSchema } from '#config';
import { PaperExecutor, type StepReport, TradingDesk } from '#execution';
import {
  type Direction,
  type Holdings,
  type Signal,
  type SignalTerms,
  type Strategy,
  signal,
} from '#strategies';

export const DAY_MS = 86_400_000;

/** A wanted share, and how it is to be reached and left. */
export type Wanted = SignalTerms & { readonly share: number };

/** Wanted shares by bar, of one asset; a bar without one says nothing. */
export type Script = Readonly<Record<number, number | Wanted>>;

/** A strategy that says what it is told to, at the bars it is told to. */
function scripted(scripts: readonly Script[], onTold: (holdings: Holdings) => void): Strategy {
  return {
    name: 'scripted',
    models: [],
    warmUp: () => undefined,
    generateSignals: ({ time, barIndex }, _, holdings): readonly Signal[] => {
      if (holdings !== undefined) onTold(holdings);
      return scripts.flatMap((script, asset) => {
        const wanted = script[barIndex];
        if (wanted === undefined) return [];
        const { share: targetPosition, ...terms } =
          typeof wanted === 'number' ? { share: wanted } : wanted;
        const direction = Math.sign(targetPosition) as Direction;
        return [
          signal({
            ...{ time, asset, direction, confidence: 1, targetPosition, reason: 'script' },
            ...terms,
          }),
        ];
      });
    },
    saveState: () => ({}),
    loadState: () => undefined,
  };
}

/** A desk of 1,000 in cash without costs or volume cap, unless changed, that trades scripts of A, B, …. */
export function deskFor(
  script: Script | readonly Script[],
  changes: object = {},
  logger: Logger = SILENT_LOGGER,
  portfolioChanges: object = {},
  symbols = Array.from({ length: Array.isArray(script) ? script.length : 1 }, (_, asset) =>
    String.fromCharCode(65 + asset),
  ),
  onTold: (holdings: Holdings) => void = () => undefined,
): TradingDesk {
  const scripts: readonly Script[] = Array.isArray(script) ? script : [script as Script];
  const { trading, portfolio } = systemSchema.parse({
    portfolio: portfolioChanges,
    trading: {
      commissionBps: 0,
      slippageBps: 0,
      maxVolumeFraction: null,
      sizing: { method: 'fixed-fraction' },
      ...changes,
    },
  });
  return new TradingDesk({
    symbols,
    trading,
    portfolio,
    initialCapital: 1000,
    riskFreeRate: 0,
    barsPerYear: 252,
    volatilityHalfLifeBars: 10,
    strategy: scripted(scripts, onTold),
    executor: new PaperExecutor(
      trading,
      symbols.map(() => 0),
    ),
    logger,
  });
}

/** Open, high, low, close and volume; one number is a bar that stands still, null no bar. */
export type ScriptedBar =
  | number
  | null
  | readonly [open: number, high: number, low: number, close: number, volume?: number];

/** A day at 10. */
export const still: readonly ScriptedBar[] = [10];

export const stillDays = (count: number): (readonly ScriptedBar[])[] =>
  Array.from({ length: count }, () => still);

/** 31 days between 10 and 10.1, after which a bar's volatility is 1 %. */
export const restless: (readonly ScriptedBar[])[] = Array.from({ length: 31 }, (_, day) => [
  day % 2 === 0 ? 10 : 10.1,
]);

export const NO_LIMITS = { dailyLossLimit: 1, maxDrawdown: 1 };

/** Makes the slice the next day's. */
export function nextDay(slice: MarketSlice, ...bars: readonly ScriptedBar[]): MarketSlice {
  slice.barIndex++;
  slice.time = slice.barIndex * DAY_MS;
  bars.forEach((bar, asset) => {
    slice.present[asset] = bar === null ? 0 : 1;
    if (bar === null) return;
    const [open, high, low, close, volume = 1e6] =
      typeof bar === 'number' ? [bar, bar, bar, bar] : bar;
    slice.open[asset] = open;
    slice.high[asset] = high;
    slice.low[asset] = low;
    slice.close[asset] = close;
    slice.volume[asset] = volume;
  });
  return slice;
}

/** Steps through days of bars, an inner list an asset each, and keeps what every step reported. */
export function trade(desk: TradingDesk, days: readonly (readonly ScriptedBar[])[]): StepReport[] {
  const slice = emptySlice(days[0].length);
  return days.map((bars) => ({ ...desk.step(nextDay(slice, ...bars), []) }));
}

/** Signed units filled at each day, of one asset. */
export function filled(reports: readonly StepReport[], asset = 0): number[][] {
  return reports.map(({ fills }) =>
    fills.filter((fill) => fill.asset === asset).map(({ quantity }) => quantity),
  );
}

/** `sell 50 at 9.5, stop-loss`, of every day. */
export function told(reports: readonly StepReport[]): string[][] {
  return reports.map(({ fills }) =>
    fills.map(
      ({ quantity, price, reason }) =>
        `${quantity > 0 ? 'buy' : 'sell'} ${Math.abs(quantity)} at ${price}, ${reason}`,
    ),
  );
}
