import { beforeAll, describe, expect, it } from 'vitest';
import { type Forecast, type MarketSlice, SILENT_LOGGER } from '#base';
import { BacktestEngine, type BacktestRun } from '#backtest';
import { systemSchema } from '#config';
import type { Market } from '#data';
import { createStrategy, loadStrategyFile, type Signal, type StrategyRules } from '#strategies';
import { dayOf, unevenMarket } from './support/learning-market.ts';

const START = dayOf(30);
const ASSETS = 3;

/** Every order kind, with the prices of the last close. */
function honest(slice: MarketSlice): Signal[] {
  const { time, present, close } = slice;
  return [...present.keys()].flatMap((asset): Signal[] => {
    if (present[asset] === 0 || (slice.barIndex + asset) % 3 !== 0) return [];
    const price = close[asset];
    const fields = { time, asset, direction: 1, confidence: 1, targetPosition: 1 } as const;
    return [
      {
        ...fields,
        reason: `bar-${slice.barIndex}`,
        entry: { kind: 'limit', price: 0.995 * price },
        stop: { price: 0.95 * price },
        target: { price: 1.04 * price },
        timeInForce: 'gtc',
      },
    ];
  });
}

type Decide = (slice: MarketSlice, forecasts: readonly Forecast[]) => Signal[];

let market: Market;
beforeAll(async () => {
  market = await unevenMarket(200);
});

async function runOf(decide: Decide, dataDelayMinutes = 0): Promise<BacktestRun> {
  const create = (): StrategyRules => ({
    generateSignals: decide,
    saveState: () => ({}),
    loadState: () => undefined,
  });
  const exports = { strategy: { name: 'mine', models: ['ridge'], create } };
  await loadStrategyFile('mine.ts', async () => ({ exports, contentHash: 'a'.repeat(64) }));
  const config = systemSchema.parse({
    trading: { dataDelayMinutes, risk: { enabled: false } },
  });
  const times = Float64Array.from(
    new Set(market.assets.flatMap(({ bars }) => [...bars.time])),
  ).sort();
  const filled = (value: number) => new Float64Array(times.length).fill(value);
  return new BacktestEngine({
    market,
    start: START,
    strategy: createStrategy('mine.ts', ASSETS, config.trading),
    config,
    forecasts: {
      times,
      assets: ASSETS,
      models: [
        {
          ...{ model: 'ridge', ids: ['ridge'], barsWithout: 0, inSampleBars: 0 },
          expectedSigma: Float64Array.from({ length: times.length * ASSETS }, (_, at) => at),
          ...{ scale: filled(1), correlation: filled(0), slope: filled(1) },
        },
      ],
    },
    logger: SILENT_LOGGER,
  }).run();
}

const columnsOf = (slice: MarketSlice): Float64Array[] =>
  Object.values(slice).filter((value) => value instanceof Float64Array);

/** Spoils all that can be reached from a value. */
function spoil(value: unknown): void {
  if (ArrayBuffer.isView(value)) new Uint8Array(value.buffer).fill(77);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      spoil(inner);
      if (typeof inner === 'number') Reflect.set(value, key, 1e6);
    }
  }
}

describe('a strategy of one’s own', () => {
  it.each([0, 1440])(
    'changes nothing by spoiling all that it was given, %d minutes late',
    async (delay) => {
      const plain = await runOf(honest, delay);
      expect(plain.fills.length).toBeGreaterThan(20);
      expect(new Set(plain.fills.map(({ reason }) => reason)).size).toBeGreaterThan(10);
      const spoiling = await runOf((slice, forecasts) => {
        const signals = honest(slice);
        spoil(slice);
        spoil(forecasts);
        return signals;
      }, delay);
      expect(spoiling).toEqual(plain);
    },
  );

  it('changes nothing by changing signals that it gave before', async () => {
    const plain = await runOf(honest);
    const given: Signal[] = [];
    const changing = await runOf((slice) => {
      for (const old of given) spoil(old);
      const signals = honest(slice);
      given.push(...signals);
      return signals;
    });
    expect(given.length).toBeGreaterThan(100);
    expect(changing).toEqual(plain);
  });

  it('keeps what it was shown as it was, and finds no other bar in the memory behind it', async () => {
    const kept: { slice: MarketSlice; forecasts: readonly Forecast[]; text: string }[] = [];
    const textOf = (slice: MarketSlice, forecasts: readonly Forecast[]) =>
      [...columnsOf(slice), ...forecasts.map(({ expectedSigma }) => expectedSigma)]
        .map((column) => column.join(' '))
        .join('\n');
    await runOf((slice, forecasts) => {
      kept.push({ slice, forecasts, text: textOf(slice, forecasts) });
      const reachable = [...columnsOf(slice), ...forecasts.map((each) => each.expectedSigma)];
      for (const { buffer, byteLength } of reachable) expect(buffer.byteLength).toBe(byteLength);
      return [];
    });
    expect(kept.length).toBeGreaterThan(150);
    expect(new Set(kept.map(({ text }) => text)).size).toBe(kept.length);
    for (const { slice, forecasts, text } of kept) expect(textOf(slice, forecasts)).toBe(text);
  });
});
