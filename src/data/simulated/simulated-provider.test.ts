import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BarTable, sha256, TABLE_COLUMNS } from '#base';
import { systemSchema } from '#config';
import { checkBars } from '../checks/check-bars.ts';
import { SimulatedProvider } from './simulated-provider.ts';

const SETTINGS = systemSchema.parse({}).data.simulated;
const DAY_MS = 86_400_000;
const ORIGIN = Date.UTC(2000, 0, 3);

const provider = (seed = 42) => new SimulatedProvider(seed, SETTINGS);

function daily(symbol: string, start: number, end: number) {
  return { symbol, interval: '1d' as const, start, end };
}

function bytesOf(bars: BarTable): string {
  return TABLE_COLUMNS.map((name) => bars[name].join()).join(';');
}

describe('SimulatedProvider', () => {
  it('gives the same bytes for the same seed and others for another', async () => {
    const request = daily('SIM2', ORIGIN, Date.UTC(2010, 0, 1));
    const [first, again, other] = await Promise.all(
      [provider(), provider(), provider(43)].map(async (source) =>
        sha256(bytesOf((await source.fetchBars(request)).bars)),
      ),
    );
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('answers every range from one path, whatever was asked before', async () => {
    const end = Date.UTC(2012, 0, 1);
    const { bars: whole } = await provider().fetchBars(daily('SIM1', ORIGIN, end));
    const source = provider();
    const day = fc.integer({ min: 0, max: 4000 });
    await fc.assert(
      fc.asyncProperty(day, day, fc.integer({ min: 1, max: 3 }), async (from, days, number) => {
        const start = ORIGIN + from * DAY_MS;
        const until = Math.min(end, start + (days + 1) * DAY_MS);
        if (until <= start) return;
        await source.fetchBars(daily(`SIM${number}`, start, until));
        const { bars } = await source.fetchBars(daily('SIM1', start, until));
        const rows = [...whole.time.keys()].filter(
          (row) => whole.time[row] >= start && whole.time[row] < until,
        );
        expect([...bars.time]).toEqual(rows.map((row) => whole.time[row]));
        expect([...bars.close]).toEqual(rows.map((row) => whole.close[row]));
        expect([...bars.volume]).toEqual(rows.map((row) => whole.volume[row]));
      }),
      { numRuns: 40 },
    );
  });

  it('continues a path when a later end is asked', async () => {
    const request = daily('SIM1', ORIGIN, Date.UTC(2012, 0, 1));
    const source = provider();
    await source.fetchBars({ ...request, end: Date.UTC(2001, 0, 1) });
    const grown = await source.fetchBars(request);
    expect(bytesOf(grown.bars)).toBe(bytesOf((await provider().fetchBars(request)).bars));
  });

  it('hands out copies, so that nobody can change the path', async () => {
    const source = provider();
    const request = daily('SIM1', ORIGIN, ORIGIN + 10 * DAY_MS);
    const { bars } = await source.fetchBars(request);
    const before = bars.close[0];
    bars.close[0] = -1;
    expect((await source.fetchBars(request)).bars.close[0]).toBe(before);
  });

  it.each(['1m', '1h', '1d', '1w'] as const)('passes every check at %s', async (interval) => {
    const start = Date.UTC(2023, 0, 1);
    const request = { symbol: 'SIM3', interval, start, end: start + 200 * DAY_MS };
    const { bars } = await provider().fetchBars(request);
    expect(bars.time.length).toBeGreaterThan(25);
    const checked = checkBars(bars, { symbol: 'SIM3', interval, actions: [] });
    expect(checked.quarantine).toEqual([]);
  });

  it('begins at its origin when asked for more', async () => {
    const { bars } = await provider().fetchBars(daily('SIM1', 0, ORIGIN + 5 * DAY_MS));
    expect(bars.time[0]).toBe(ORIGIN);
    expect(bars.time.length).toBe(5);
  });

  it('changes its version with seed, settings, symbol and interval only', async () => {
    const other = new SimulatedProvider(42, { ...SETTINGS, annualDrift: 0 });
    const versions = await Promise.all([
      provider().version('SIM1', '1d'),
      provider(1).version('SIM1', '1d'),
      provider().version('SIM2', '1d'),
      provider().version('SIM1', '1h'),
      other.version('SIM1', '1d'),
    ]);
    expect(new Set(versions).size).toBe(5);
    expect(await provider().version('SIM1', '1d')).toBe(versions[0]);
  });

  it.each([
    ['AAPL', 'data/unknown-symbol'],
    ['SIM0', 'data/unknown-symbol'],
    ['SIM01', 'data/unknown-symbol'],
    ['SIM', 'data/unknown-symbol'],
    ['SIM1234567', 'data/unknown-symbol'],
    ['../SIM1', 'data/bad-symbol'],
  ])('refuses the symbol %s', async (symbol, code) => {
    const asked = provider().fetchBars(daily(symbol, ORIGIN, ORIGIN + DAY_MS));
    await expect(asked).rejects.toMatchObject({ code });
  });

  it.each([
    ['a range before its origin', 0, ORIGIN, 'data/no-bars'],
    ['a start after the end', ORIGIN + DAY_MS, ORIGIN, 'data/bad-range'],
    ['no number', Number.NaN, ORIGIN + DAY_MS, 'data/bad-range'],
  ])('refuses %s', async (_, start, end, code) => {
    await expect(provider().fetchBars(daily('SIM1', start, end))).rejects.toMatchObject({ code });
  });

  it('refuses more bars than fit in memory', async () => {
    const asked = provider().fetchBars({
      symbol: 'SIM1',
      interval: '1m',
      start: Date.UTC(2023, 5, 1),
      end: Date.UTC(2200, 0, 1),
    });
    await expect(asked).rejects.toMatchObject({ code: 'data/range-too-long' });
  });
});
