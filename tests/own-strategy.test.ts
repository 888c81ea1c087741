import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FillRecord, Journal, type RunManifest } from '#base';
import { nodeDisk } from '#base/node';
import type { BarEntry } from '#core';
import { barCsv } from './support/bar-csv.ts';
import { plant } from './support/file-tree.ts';
import { quant, quantJson, sentences } from './support/quant.ts';
import { randomBars } from './support/random-bars.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const root = temporaryFolder();
const EXAMPLE = join(import.meta.dirname, '../examples/my-strategy.ts');
const LIMIT_EXAMPLE = join(import.meta.dirname, '../examples/limit-dip.ts');
const BARS = randomBars(5, 700);

/** Long after a bar that rose, by arithmetic in a file beside it. */
const OWN = `
import { signal, type StrategyDefinition } from 'quant-2.0/strategies';
import { hasRisen } from './arithmetic.ts';
export const strategy: StrategyDefinition = {
  name: 'riser',
  create: () => {
    let last: number | null = null;
    return {
      generateSignals: ({ time, present, close, factor }) => {
        if (present[0] === 0) return [];
        const price = close[0] * factor[0];
        const direction = last !== null && hasRisen(price, last) ? 1 : 0;
        last = price;
        return [signal({ time, asset: 0, direction, confidence: 1, targetPosition: direction, reason: 'rise' })];
      },
      saveState: () => ({ last }),
      loadState: (state) => { last = state.last as number | null; },
    };
  },
};
`;
const ARITHMETIC =
  'export const hasRisen = (now: number, before: number): boolean => now > before;\n';

function newHome(): string {
  const home = mkdtempSync(join(root, 'home-'));
  plant(home, {
    'data/A_1d.csv': barCsv(BARS),
    'riser.ts': OWN,
    'arithmetic.ts': ARITHMETIC,
    'empty.ts': 'export const strategies = [];',
    'broken.ts': 'export const strategy = {',
    'unready.ts': "export const strategy = { name: 'unready', create: () => ({}) };",
  });
  return home;
}

const MARKET = ['--data-dir', 'data', '--assets', 'A'];
const START = ['--start', '2011-01-01'];

interface Tested {
  readonly manifest: RunManifest;
  readonly fills: readonly FillRecord[];
}

interface Traded extends Tested {
  readonly endedOrders: readonly {
    readonly time: number;
    readonly id: string;
    readonly symbol: string;
    readonly quantity: number;
    readonly why: string;
  }[];
}

const backtested = (home: string, file: string) =>
  quantJson<Tested>(home, 'backtest', '--strategy', file, ...MARKET, ...START);

describe('the example of a strategy of your own', () => {
  it('buys and sells at the bar after a dip and after its end, by their definitions', async () => {
    const { fills, manifest } = await backtested(newHome(), EXAMPLE);
    expect(manifest.strategy).toMatch(/^buy-the-dip@[0-9a-f]{16}$/);
    const { close, time } = BARS;
    const sides: (readonly [number, number])[] = [];
    let isLong = false;
    for (let bar = 100; bar + 1 < close.length; bar++) {
      const before = close.slice(bar - 5, bar);
      const mean = before.reduce((sum, price) => sum + price, 0) / 5;
      const trend = close.slice(bar - 100, bar).reduce((sum, price) => sum + price, 0) / 100;
      const isDip = close[bar] < Math.min(...before) && close[bar] > trend;
      const wanted: boolean = isLong ? !(close[bar] > mean) : isDip;
      if (wanted !== isLong && time[bar] >= Date.UTC(2011, 0, 1)) {
        sides.push([time[bar + 1], wanted ? 1 : -1]);
      }
      isLong = wanted;
    }
    expect(sides.length).toBeGreaterThan(6);
    expect(fills.map((fill) => [fill.time, Math.sign(fill.quantity)])).toEqual(sides);
  });
});

describe('the example that names its prices', () => {
  it('buys at its limit and leaves at its stop, its target or in time, by their definitions', async () => {
    const { fills } = await backtested(newHome(), LIMIT_EXAMPLE);
    expect(fills.length).toBeGreaterThan(10);
    expect(fills.map(({ time, quantity }) => [time, Math.sign(quantity)])).toEqual(
      limitTrades().map(({ time, side }) => [time, side]),
    );
    const reasons = new Set(limitTrades().map(({ reason }) => reason));
    expect([...reasons].sort()).toEqual(['dip', 'over', 'stop-loss', 'take-profit']);
    limitTrades().forEach(({ price, reason }, at) => {
      expect(fills[at].reason).toBe(reason);
      if (reason === 'dip' || reason === 'take-profit')
        expect(fills[at].price).toBeCloseTo(price, 9);
    });
  });

  it('waits and trades live as in the backtest, stopped and continued', async () => {
    const home = newHome();
    const live = ['live', '--strategy', LIMIT_EXAMPLE, ...MARKET, ...START];
    await quantJson(home, ...live, '--max-bars', '40');
    await quantJson(home, ...live, '--max-bars', '33');
    const { fills, endedOrders } = await quantJson<Traded>(home, ...live);
    const tested = await backtested(home, LIMIT_EXAMPLE);
    expect(fills).toEqual(tested.fills);
    const journal = [...Journal.open(nodeDisk, join(home, 'state')).read()];
    const ended = journal.flatMap(({ payload }) => (payload as BarEntry).ended ?? []);
    expect(ended.length, 'limits that nobody met').toBeGreaterThan(2);
    expect(new Set(ended.map(({ why }) => why))).toEqual(new Set(['expired']));
    expect(endedOrders.map(({ id, quantity }) => [id, quantity])).toEqual(
      ended.map(({ id, quantity }) => [id, quantity]),
    );
    const [{ time, symbol, why }] = endedOrders;
    expect([BARS.time.includes(time), symbol, why]).toEqual([true, 'A', 'expired']);
  });
});

interface LimitTrade {
  readonly time: number;
  readonly side: number;
  readonly price: number;
  readonly reason: string;
}

/** What the example trades, bar by bar and one position at a time. */
function limitTrades(): LimitTrade[] {
  const { time, open, high, low, close } = BARS;
  const trades: LimitTrade[] = [];
  const mean = (values: readonly number[]) =>
    values.reduce((sum, each) => sum + each, 0) / values.length;
  const ranges = Array.from(close, (price, bar) => (high[bar] - low[bar]) / price);
  let bar = 99;
  while (bar + 1 < close.length) {
    const closes = [...close].slice(bar - 99, bar + 1);
    if (!(close[bar] > mean(closes))) {
      bar++;
      continue;
    }
    const range = mean(ranges.slice(bar - 19, bar + 1));
    const limit = close[bar] * (1 - range);
    const [stop, target] = [limit * (1 - 3 * range), limit * (1 + 2 * range)];
    const over = bar + 10;
    let isHeld = false;
    const trade = (at: number, side: number, price: number, reason: string) => {
      isHeld = side > 0;
      trades.push({ time: time[at], side, price, reason });
    };
    let isDone = false;
    for (let at = bar + 1; at <= Math.min(over, close.length - 1) && !isDone; at++) {
      const mayFill = !isHeld && time[at] < time[bar] + 5 * 86_400_000 && low[at] <= limit;
      if (mayFill) {
        const price = Math.min(open[at], limit);
        trade(at, 1, price, 'dip');
        const atOpen = price === open[at];
        const [met, gained] = [low[at] <= stop, atOpen ? high[at] : Math.max(price, close[at])];
        if (met) trade(at, -1, Math.min(price, stop), 'stop-loss');
        else if (gained >= target) trade(at, -1, target, 'take-profit');
        isDone = !isHeld;
      } else if (isHeld) {
        if (low[at] <= stop) trade(at, -1, Math.min(open[at], stop), 'stop-loss');
        else if (high[at] >= target) trade(at, -1, Math.max(open[at], target), 'take-profit');
        isDone = !isHeld;
      }
    }
    if (isHeld && over + 1 < close.length) trade(over + 1, -1, open[over + 1], 'over');
    bar = over + 1;
  }
  return trades.filter((each) => each.time >= Date.UTC(2011, 0, 1));
}

describe('a strategy of your own', () => {
  it('is another one when its code has changed, also in what it imports', async () => {
    const [here, there, changed] = [newHome(), newHome(), newHome()];
    plant(changed, { 'arithmetic.ts': ARITHMETIC.replace('now > before', 'now < before') });
    const [first, second, third] = await Promise.all(
      [here, there, changed].map((home) => backtested(home, 'riser.ts')),
    );
    expect(first.manifest.strategy).toMatch(/^riser@[0-9a-f]{16}$/);
    expect(second.manifest).toEqual(first.manifest);
    expect(third.manifest.strategy).not.toBe(first.manifest.strategy);
    expect(third.manifest.runId).not.toBe(first.manifest.runId);
    expect(third.fills).not.toEqual(first.fills);
  });

  it('trades live as in the backtest, continues, and is refused with other code', async () => {
    const home = newHome();
    const live = ['live', '--strategy', 'riser.ts', ...MARKET, ...START];
    await quantJson(home, ...live, '--max-bars', '40');
    plant(home, { 'arithmetic.ts': `${ARITHMETIC}// A word more.\n` });
    const { code, stderr } = await quant(home, ...live);
    expect(code).toBe(3);
    expect(sentences(stderr)).toEqual([
      expect.stringMatching(
        /^The state in state belongs to a run with strategy "riser@[0-9a-f]{16}", this one has/,
      ),
    ]);
    plant(home, { 'arithmetic.ts': ARITHMETIC });
    const { fills, resumedFrom } = await quantJson<Tested & { resumedFrom: number }>(home, ...live);
    expect(resumedFrom).toBe(40);
    const tested = await backtested(home, 'riser.ts');
    expect(fills).toEqual(tested.fills);
    expect(readFileSync(join(home, 'riser.ts'), 'utf8')).toBe(OWN);
  });
});

describe('a file that is no strategy', () => {
  it.each([
    ['absent.ts', /^absent\.ts can't be loaded as a strategy: ENOENT/],
    ['empty.ts', /^empty\.ts: it must export strategy, an object with name and create/],
    ['broken.ts', /^broken\.ts can't be loaded as a strategy: /],
    ['unready.ts', /^Strategy unready of unready\.ts makes rules without the function generate/],
  ])('%s is refused in a sentence', async (file, says) => {
    for (const command of ['backtest', 'live']) {
      const { code, stderr } = await quant(newHome(), command, '--strategy', file, ...MARKET);
      expect(code).toBe(2);
      expect(sentences(stderr)).toEqual([expect.stringMatching(says)]);
    }
  });
});
