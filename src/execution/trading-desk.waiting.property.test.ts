import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptySlice } from '#base';
import {
  DAY_MS,
  deskFor,
  nextDay,
  type Script,
  type ScriptedBar,
  type Wanted,
} from '../../tests/support/scripted-desk.ts';
import { isWorking, loadOrder, type Order } from './order.ts';
import type { TradingDesk } from './trading-desk.ts';

const ASSETS = 3;
const DAYS = 14;
const MAX_POSITION = 0.5;
const MAX_GROSS = 1.1;
const INITIAL_MARGIN = 0.8;

type Kind = 'market' | 'limit' | 'stop' | 'stop-limit';
type Time = NonNullable<Wanted['timeInForce']>;

const terms = fc.record({
  share: fc.constantFrom(-1, -0.6, 0.4, 0.8, 1),
  kind: fc.constantFrom<Kind>('market', 'limit', 'limit', 'stop', 'stop', 'stop-limit'),
  price: fc.double({ min: 8.5, max: 11.5, noNaN: true }),
  limitBy: fc.double({ min: 0.97, max: 1.03, noNaN: true }),
  exits: fc.constantFrom('none', 'both', 'trailing', 'stop', 'target'),
  time: fc.constantFrom<Time | undefined>(
    ...([undefined, undefined, 'day', 'gtd', 'ioc', 'fok', 'opg', 'cls'] as const),
  ),
});
type Asked = ReturnType<(typeof terms)['generate']>['value_'];

function wantedOf(
  { share, kind, price, limitBy, exits, time }: NonNullable<Asked>,
  day: number,
): Wanted {
  const side = Math.sign(share);
  const about = kind === 'market' ? 10 : price;
  const fits = kind === 'market' || kind === 'limit' || time === 'day' || time === 'gtd';
  return {
    share,
    ...((kind === 'limit' || kind === 'stop') && { entry: { kind, price } }),
    ...(kind === 'stop-limit' && { entry: { kind, price, limitPrice: price * limitBy } }),
    ...(exits === 'trailing' && { stop: { trailFraction: 0.05 } }),
    ...((exits === 'both' || exits === 'stop') && { stop: { price: about * (1 - side * 0.06) } }),
    ...((exits === 'both' || exits === 'target') && {
      target: { price: about * (1 + side * 0.06) },
    }),
    ...(time !== undefined && fits && { timeInForce: time }),
    ...(time === 'gtd' && { expiresAt: (day + 3) * DAY_MS }),
  };
}

const each = <T>(of: fc.Arbitrary<T>) => fc.array(of, { minLength: ASSETS, maxLength: ASSETS });
const near = fc.double({ min: 9, max: 11, noNaN: true });
const bar = fc.record({
  present: fc.oneof({ weight: 6, arbitrary: fc.constant(true) }, fc.constant(false)),
  open: near,
  close: near,
  reach: fc.double({ min: 1, max: 1.15, noNaN: true }),
  volume: fc.integer({ min: 100, max: 3000 }),
});
const asked = fc.oneof(
  { weight: 9, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constant(0 as const) },
  { weight: 4, arbitrary: terms },
);
const lives = fc.array(fc.record({ asked: each(asked), bars: each(bar) }), {
  minLength: DAYS,
  maxLength: DAYS,
});
const settings = fc.record({
  fillRule: fc.constantFrom('next-open', 'next-close'),
  maxVolumeFraction: fc.constantFrom(null, 0.1),
  stopLossSigma: fc.constantFrom(null, 3),
  allowShort: fc.boolean(),
});

function deskOf(
  scripts: readonly Script[],
  { stopLossSigma, ...changes }: Record<string, unknown>,
) {
  return deskFor(scripts, {
    ...changes,
    commissionBps: 10,
    tickSize: 0.01,
    cashCheck: true,
    sizing: { method: 'fixed-fraction', fraction: 1 },
    margin: { initialFraction: INITIAL_MARGIN, maintenanceFraction: 0.1 },
    risk: {
      ...{ maxDrawdown: 1, dailyLossLimit: 1, stopLossSigma },
      ...{ maxPositionFraction: MAX_POSITION, maxGrossFraction: MAX_GROSS },
    },
  });
}

/** What is held, and what it becomes when all that waits fills at its prices [assets]. */
function worstOf({ book }: TradingDesk, orders: readonly Order[]) {
  return Array.from({ length: ASSETS }, (_, asset) => {
    const working = orders.filter((order) => order.asset === asset && isWorking(order));
    const prices = working.flatMap(({ price, limitPrice = 0 }) => [price || 0, limitPrice]);
    const price = Math.max(book.lastPrice[asset] || 0, ...prices);
    const held = book.quantity[asset];
    const after = working.reduce((sum, { quantity }) => sum + quantity, held);
    const now = Math.abs(held) * price;
    return { working, now, worst: Math.max(now, Math.abs(after) * price) };
  });
}

describe('orders of random signals that wait, alone or several at once', () => {
  it('leave positions within all limits whichever of them fill, and never spend what is not there', () => {
    const seen = { entries: 0, several: 0, full: 0, exits: 0, ended: 0, made: 0 };
    fc.assert(
      fc.property(lives, settings, (days, changes) => {
        const scripts = Array.from({ length: ASSETS }, (_, asset): Script => {
          const said = days.flatMap((day, at) => {
            const one = day.asked[asset];
            return one === null ? [] : [[at, one === 0 ? 0 : wantedOf(one, at)] as const];
          });
          return Object.fromEntries(said);
        });
        const desk = deskOf(scripts, changes);
        const { book } = desk;
        const slice = emptySlice(ASSETS);
        days.forEach(({ bars }, day) => {
          const scripted = bars.map(({ present, open, close, reach, volume }): ScriptedBar => {
            if (!present && day > 0) return null;
            const [high, low] = [Math.max(open, close) * reach, Math.min(open, close) / reach];
            return [open, high, low, close, volume];
          });
          const { fills, ended, orders: made } = desk.step(nextDay(slice, ...scripted), []);
          const orders = desk.saveState().executor.openOrders.map(loadOrder);
          const assets = worstOf(desk, orders);
          if (!changes.allowShort) expect(book.cash).toBeGreaterThanOrEqual(-1e-9);

          for (let asset = 0; asset < ASSETS; asset++) {
            const exits = orders.filter((order) => order.asset === asset && !isWorking(order));
            const targets = exits.filter(({ kind }) => kind === 'limit').length;
            expect(targets, 'one target').toBeLessThanOrEqual(1);
            expect(exits.length - targets, 'one stop').toBeLessThanOrEqual(1);
            if (exits.length > 0) expect(book.quantity[asset]).not.toBe(0);
          }

          const { equity } = book;
          const within = (value: number, limit: number, now: number) =>
            expect(value).toBeLessThanOrEqual(Math.max(limit * equity, now) * (1 + 1e-9));
          for (const { worst, now } of assets) within(worst, MAX_POSITION, now);
          const now = assets.reduce((sum, asset) => sum + asset.now, 0);
          const worst = assets.reduce((sum, asset) => sum + asset.worst, 0);
          within(worst, Math.min(MAX_GROSS, 1 / INITIAL_MARGIN), now);

          const waiting = assets.filter(({ working }) =>
            working.some(({ kind }) => kind !== 'market'),
          ).length;
          seen.made += made.length;
          if (waiting > 0) seen.entries++;
          if (waiting > 1) seen.several++;
          if (worst > 0.99 * MAX_GROSS * equity && worst > now) seen.full++;
          seen.ended += ended.length;
          seen.exits += fills.filter(({ reason }) => reason !== 'script').length;
        });
      }),
      { numRuns: 400 },
    );
    for (const count of Object.values(seen))
      expect(count, JSON.stringify(seen)).toBeGreaterThan(40);
  });
});
