import { describe, expect, it } from 'vitest';
import { sliceBars, SILENT_LOGGER } from '#base';
import type { Market } from '#data';
import {
  dayOf,
  marketOf,
  poorChampion,
  smallConfig,
  unevenMarket,
} from '../../tests/support/learning-market.ts';
import { randomBars } from '../../tests/support/random-bars.ts';
import { replayLearning } from './learning-replay.ts';

const config = smallConfig();
const START = dayOf(120);

async function replay(market: Market, strategy = 'ml') {
  const champions = strategy === 'ml' ? [await poorChampion(market, START, config)] : [];
  return replayLearning({
    config,
    strategy,
    market,
    champions,
    start: START,
    logger: SILENT_LOGGER,
    onProgress: () => undefined,
  });
}

describe('replayLearning', () => {
  it('trades from its start on and replaces a poor champion on the way', async () => {
    const { entries } = await replay(await unevenMarket(260));
    expect(entries[0]).toMatchObject({ bar: 1, time: START });
    expect(entries.map(({ bar }) => bar)).toEqual(entries.map((_, at) => at + 1));
    expect(entries.flatMap(({ fills }) => fills).length).toBeGreaterThan(50);
    const verdicts = entries.flatMap(({ retrains }) => retrains.map(({ verdict }) => verdict));
    expect(verdicts).toEqual(['ACCEPTED', 'REJECTED', 'REJECTED', 'REJECTED']);
  });

  it('never looks ahead: bars that are yet to come change nothing', async () => {
    const bars = randomBars(1, 400, { edge: 0.3 });
    const whole = await replay(await marketOf([{ symbol: 'A', bars }]));
    // Weekends are missing where the history ends early, and trade in what follows.
    const until = sliceBars(bars, 0, 230);
    const cut = await replay(await marketOf([{ symbol: 'A', bars: until }]));
    expect(cut.barsPerYear).toBe(whole.barsPerYear);
    expect(cut.entries.length).toBeGreaterThan(80);
    expect(whole.entries.slice(0, cut.entries.length)).toEqual(cut.entries);
  });

  it('has nothing to retrain where a strategy reads no forecast', async () => {
    const { entries } = await replay(await unevenMarket(200), 'sma-cross');
    expect(entries.flatMap(({ fills }) => fills).length).toBeGreaterThan(0);
    expect(entries.flatMap(({ retrains }) => retrains)).toEqual([]);
  });
});
