import { describe, expect, it } from 'vitest';
import { emptySlice, historicalTailRisk, Random } from '#base';
import {
  around,
  gate,
  HISTORY_BARS,
  MINUTE_MS,
  of,
  order,
  SYMBOLS,
  taught,
  tick,
} from '../../../tests/support/taught-gate.ts';
import type { OrderIntent } from './order-intent.ts';

describe('limits on exposure', () => {
  it('hold the net position to its limit, whichever waiting orders fill', () => {
    const risk = gate({ maxNetFraction: 0.5 });
    const ask = (quantity: number, held: number, filled: number) =>
      risk.check(
        order({ quantity, around: around({ held: of(0, held, 0), filled: of(0, filled, 0) }) }),
      );
    expect(ask(100, 0, 0)).toMatchObject({ quantity: 50, cutBy: 'NET_LIMIT' });
    expect(ask(-100, 0, 0)).toMatchObject({ quantity: -50 });
    expect(ask(100, -300, -300), 'beside a short').toMatchObject({ quantity: 80 });
    expect(ask(100, 0, 200), 'beside a buy that waits').toMatchObject({ quantity: 30 });
    expect(ask(-100, 0, 200), 'which may never fill').toMatchObject({ quantity: -50 });
    expect(ask(100, -300, 0), 'beside a short about to be closed').toMatchObject({ quantity: 50 });
    expect(ask(100, 500, 500)).toEqual({
      kind: 'denied',
      code: 'NET_LIMIT',
      detail: 'wanted=100 largest=0 otherNet=500 limit=500',
    });
  });

  it('hold a group to its limit; assets of none share one', () => {
    const risk = gate({ maxGroupFraction: 0.5 }, { groups: { A: 'tech', B: 'tech' } });
    const ask = (asset: number, ...held: number[]) =>
      risk.check(order({ around: around({ asset, held: of(...held) }) }));
    expect(ask(0, 0, -300, 900)).toMatchObject({ quantity: 20, cutBy: 'GROUP_LIMIT' });
    expect(ask(2, 300, 300, 0)).toMatchObject({ quantity: 50 });
    const filled = of(0, 300, 0);
    expect(
      risk.check(order({ around: around({ held: of(0, 0, 0), filled }) })),
      'beside a buy that waits',
    ).toMatchObject({ quantity: 20 });
    expect(ask(0, 0, 500, 0)).toMatchObject({
      code: 'GROUP_LIMIT',
      detail: 'wanted=100 largest=0 group=tech otherGroup=500 limit=500',
    });
    const unnamed = gate({ maxGroupFraction: 0.5 });
    expect(unnamed.check(order({ around: around({ held: of(0, 300, 0) }) }))).toMatchObject({
      quantity: 20,
    });
  });

  it('leave more room beside what moves on its own, and less beside what moves along', () => {
    const risk = gate({ maxCorrelatedFraction: 0.5 });
    taught(risk);
    const ask = (...held: number[]) => {
      const verdict = risk.check(order({ around: around({ held: of(...held) }) }));
      return verdict.kind === 'approved' ? verdict.quantity : 0;
    };
    expect(ask(0, 0, 0)).toBeCloseTo(50, 9);
    expect(ask(0, 300, 0), 'B is A by and large').toBeLessThan(21);
    expect(ask(0, 0, 300)).toBeGreaterThan(30);
    expect(ask(0, -300, 0), 'a hedge').toBeGreaterThan(75);
    expect(ask(0, 0, 501)).toBe(0);
    expect(ask(0, -510, 0), 'nothing is added to what is too much, a hedge neither').toBe(0);
  });

  it('measure correlations anew at every bar', () => {
    const risk = gate({ maxCorrelatedFraction: 0.5 });
    const slice = taught(risk);
    const hedge = order({ around: around({ held: of(0, -300, 0) }) });
    expect(risk.check(hedge)).not.toMatchObject({ quantity: 20 });
    slice.close[1] = Number.NaN;
    risk.learn(slice);
    expect(risk.check(hedge)).toMatchObject({ quantity: 20 });
  });

  it('take correlations that are not known as if all moved along', () => {
    const risk = gate({ maxCorrelatedFraction: 0.5 });
    taught(risk, HISTORY_BARS);
    const ask = (held: number) => risk.check(order({ around: around({ held: of(0, held, 0) }) }));
    expect(ask(300)).toMatchObject({ quantity: 20, cutBy: 'CORRELATION_LIMIT' });
    expect(ask(-300), 'a hedge that nothing says is one').toMatchObject({ quantity: 20 });
  });

  it('reduce on leverage at a close until a close finds it back', () => {
    const risk = gate({ maxLeverage: 1.5 });
    const holdings = (lastPrice: number) => ({
      quantity: of(100, 0),
      lastPrice: of(lastPrice, Number.NaN),
    });
    expect(risk.observe(0, 1000, holdings(15))).toBeNull();
    expect(risk.observe(1, 1000, holdings(16))).toEqual({
      code: 'LEVERAGE',
      detail: 'Leverage breached: 1.60 > 1.50',
    });
    expect(risk.observe(2, 1000, holdings(16)), 'is said once').toBeNull();
    expect(risk.state).toBe('REDUCING');
    risk.observe(3, 1000, holdings(15));
    expect(risk.state).toBe('ACTIVE');
    expect(risk.observe(4, 1000)?.code, 'nobody says what is held').toBe('LEVERAGE');
    expect(risk.observe(5, 1000, holdings(Number.NaN))).toBeNull();
    expect(risk.state).toBe('REDUCING');
    risk.resume();
    expect(risk.state).toBe('ACTIVE');
  });
});

describe('limits on tail risk', () => {
  const methods = ['historical', 'normal', 'cornish-fisher'];

  it.each(methods)('cut an order to what fits, %s', (tailMethod) => {
    for (const limit of ['maxValueAtRisk', 'maxConditionalValueAtRisk']) {
      const risk = gate({ tailMethod, [limit]: 0.012 });
      taught(risk);
      const verdict = risk.check(order());
      const [quantity, code] =
        verdict.kind === 'approved' ? [verdict.quantity, verdict.cutBy] : [0, verdict.code];
      expect(code).toBe(limit === 'maxValueAtRisk' ? 'VALUE_AT_RISK' : 'CONDITIONAL_VALUE_AT_RISK');
      // The return of the asset has a deviation of 1%: 1.65 and 2.06 of them at 95%.
      expect(quantity).toBeGreaterThan(45);
      expect(quantity).toBeLessThan(95);
      const fits = gate({ tailMethod, [limit]: 0.012 });
      taught(fits);
      expect(fits.check(order({ quantity: 0.999 * quantity }))).not.toHaveProperty('cutBy');
      expect(fits.check(order({ quantity: 1.001 * quantity }))).toHaveProperty('cutBy');
    }
  });

  it('measure a book as its past outcomes say', () => {
    const risk = gate({ maxValueAtRisk: 0.01 });
    const slice = emptySlice(SYMBOLS.length);
    const random = new Random(5);
    const closes: number[] = [];
    for (let minute = 0; minute <= HISTORY_BARS; minute++) {
      risk.learn(tick(slice, random));
      closes.push(slice.close[0]);
    }
    const moves = Float64Array.from(closes.slice(1), (close, row) => close / closes[row] - 1);
    const { valueAtRisk } = historicalTailRisk(moves, 0.95);
    const holdings = { quantity: of(90, 0, 0), lastPrice: of(10, 10, 10) };
    expect(risk.observe(slice.time, 1000, holdings)).toEqual({
      code: 'VALUE_AT_RISK',
      detail: `VaR(95%) breached: ${(90 * valueAtRisk).toFixed(2)}% > 1.00%`,
    });
    expect(risk.state).toBe('REDUCING');
    risk.observe(slice.time, 1000, { ...holdings, quantity: of(1, 0, 0) });
    expect(risk.state).toBe('ACTIVE');
  });

  it('let a hedge through that an order of its own size would not be', () => {
    const risk = gate({ maxValueAtRisk: 0.012 });
    taught(risk);
    const held = of(0, -600, 0);
    expect(risk.check(order({ quantity: 100, around: around({ held }) }))).toEqual({
      kind: 'approved',
      quantity: 100,
    });
    const filled = of(0, 0, 0);
    expect(
      risk.check(order({ quantity: 100, around: around({ held, filled }) })),
      'but not where it may be gone',
    ).toMatchObject({ cutBy: 'VALUE_AT_RISK' });
  });

  it('count what waits as filled as far as makes each bar worst, and more later once it has', () => {
    const risk = gate({ maxValueAtRisk: 0.012 });
    taught(risk);
    // Together the three are a hedge; of the four ways to fill two of them all or by side, none is the
    // worst: the one where only B's order fills.
    const near = around({ asset: 2, held: of(0, 0, 0), filled: of(-600, 600, 0) });
    const verdict = risk.check(order({ quantity: 40, around: near }));
    expect(verdict).toMatchObject({ cutBy: 'VALUE_AT_RISK', moreLater: true });
    const hedged = around({ asset: 2, held: of(-600, 600, 0) });
    expect(risk.check(order({ quantity: 40, around: hedged }))).toEqual({
      kind: 'approved',
      quantity: 40,
    });
    const much = risk.check(order({ quantity: 200, around: near }));
    expect(much, 'too much in any case').not.toHaveProperty('moreLater');
  });

  it('know no bound for what waits by Cornish and Fisher: the smallest size, and more later', () => {
    const risk = gate({ maxValueAtRisk: 0.5, tailMethod: 'cornish-fisher' });
    taught(risk);
    const near = around({ held: of(0, 0, 0), filled: of(0, 1, 0) });
    expect(risk.check(order({ around: near }))).toEqual({
      kind: 'approved',
      quantity: 1,
      cutBy: 'HISTORY_SHORT',
      moreLater: true,
    });
    expect(risk.check(order({ held: 1, around: near }))).toMatchObject({
      detail: 'wanted=101 largest=0 method=cornish-fisher waiting=true',
    });
    const own = around({ held: of(0, 0, 0), filled: of(5, 0, 0) });
    expect(risk.check(order({ around: own })).kind, 'its own are replaced').toBe('approved');
    expect(risk.check(order({ around: own }))).not.toHaveProperty('cutBy');
  });

  it('allow the smallest size where the Cornish-Fisher expansion is no distribution', () => {
    const risk = gate({ maxValueAtRisk: 0.5, tailMethod: 'cornish-fisher' });
    const slice = taught(risk);
    slice.close[0] *= 1.5;
    risk.learn(slice);
    expect(risk.check(order())).toEqual({
      kind: 'approved',
      quantity: 1,
      cutBy: 'HISTORY_SHORT',
      moreLater: true,
    });
  });

  it('know nothing beside endless values, though some of the outcomes are numbers', () => {
    const risk = gate({ maxValueAtRisk: 0.5 });
    taught(risk);
    const endless = Number.POSITIVE_INFINITY;
    const near = around({ held: of(0, 0, 0), filled: of(endless, endless, 0) });
    expect(risk.check(order({ around: near }))).toMatchObject({ cutBy: 'HISTORY_SHORT' });
  });

  it('go on reducing at a close that cannot tell', () => {
    const risk = gate({ maxValueAtRisk: 0.01 });
    const slice = taught(risk);
    const holdings = { quantity: of(90, 0, 0), lastPrice: of(10, 10, 10) };
    expect(risk.observe(slice.time, 1000, holdings)?.code).toBe('VALUE_AT_RISK');
    slice.close[0] = Number.NaN;
    risk.learn(slice);
    risk.observe(slice.time, 1000, { ...holdings, quantity: of(1, 0, 0) });
    expect(risk.state).toBe('REDUCING');
    risk.observe(slice.time, 1000, { ...holdings, quantity: of(0, 1, 0) });
    expect(risk.state).toBe('ACTIVE');
  });

  it('allow the smallest size while history is too short, and more later', () => {
    const risk = gate({ maxValueAtRisk: 0.5, smallestFraction: 0.02 });
    taught(risk, HISTORY_BARS);
    expect(risk.check(order())).toEqual({
      kind: 'approved',
      quantity: 2,
      cutBy: 'HISTORY_SHORT',
      moreLater: true,
    });
    expect(risk.check(order({ quantity: 1 }))).toEqual({ kind: 'approved', quantity: 1 });
    expect(risk.check(order({ held: 2, quantity: 98 }))).toEqual({
      kind: 'denied',
      code: 'HISTORY_SHORT',
      detail: 'wanted=100 largest=0 symbol=A bars=39 needed=40',
    });
    expect(risk.check(order({ held: -2 })), 'a position that turns round').toMatchObject({
      quantity: 4,
    });
    taught(risk, HISTORY_BARS + 1);
    expect(risk.check(order())).toEqual({ kind: 'approved', quantity: 100 });
  });

  it.each([Number.NaN, 0, -10, Number.POSITIVE_INFINITY])(
    'start history anew at a price of %d',
    (none) => {
      const risk = gate({ maxValueAtRisk: 0.5 });
      const slice = taught(risk);
      slice.close[0] = none;
      risk.learn(slice);
      expect(risk.check(order())).toMatchObject({ cutBy: 'HISTORY_SHORT' });
      const near = around({ asset: 2, held: of(0, 100, 0) });
      expect(risk.check(order({ around: near })), 'others are known').toEqual({
        kind: 'approved',
        quantity: 100,
      });
    },
  );

  it('take an asset without a bar as standing still', () => {
    const risk = gate({ maxValueAtRisk: 0.5 });
    const slice = emptySlice(SYMBOLS.length);
    const random = new Random(5);
    for (let minute = 0; minute <= HISTORY_BARS; minute++) {
      tick(slice, random);
      slice.present[0] = minute === 0 || minute % 5 === 1 ? 1 : 0;
      risk.learn(slice);
    }
    risk.observe(slice.time, 1000);
    expect(risk.check(order())).toEqual({ kind: 'approved', quantity: 100 });
  });
});

describe('limits on orders and prices', () => {
  it('refuse what adds risk while too many orders wait', () => {
    const risk = gate({ maxOpenOrders: 2 });
    expect(risk.check(order({ around: around({ openOrders: 1 }) })).kind).toBe('approved');
    expect(risk.check(order({ around: around({ openOrders: 2 }) }))).toEqual({
      kind: 'denied',
      code: 'MAX_OPEN_ORDERS',
      detail: 'open=2 limit=2',
    });
  });

  it('refuse what adds risk after too many orders in a window; exits count and pass', () => {
    const risk = gate({ maxOrders: 2, orderWindowMinutes: 10 });
    const ask = (minute: number, changes: Partial<OrderIntent> = {}) =>
      risk.check(order({ around: around({ time: minute * MINUTE_MS }), ...changes }));
    expect(ask(0).kind).toBe('approved');
    expect(ask(1, { quantity: -5, held: 5 }).kind).toBe('approved');
    expect(ask(9)).toEqual({
      kind: 'denied',
      code: 'ORDER_RATE',
      detail: 'orders=2 minutes=9 window=10',
    });
    expect(ask(9, { quantity: -5, held: 5 }).kind, 'an exit').toBe('approved');
    expect(ask(10).kind, 'since then two more').toBe('denied');
    expect(ask(11).kind).toBe('approved');
    expect(ask(12).kind).toBe('denied');
  });

  it('count no order whose time is no number', () => {
    const risk = gate({ maxOrders: 1 });
    const near = around({ time: Number.NaN });
    expect(risk.check(order({ quantity: -5, held: 5, around: near })).kind).toBe('approved');
    expect(risk.check(order()).kind).toBe('approved');
  });

  it('refuse to add at a price that jumped, splits aside', () => {
    const risk = gate({ maxPriceMove: 0.1 });
    const slice = emptySlice(SYMBOLS.length);
    const close = (price: number, factor = 1) => {
      slice.present[0] = 1;
      slice.close[0] = price;
      slice.factor[0] = factor;
      risk.learn(slice);
      return risk.check(order({ price }));
    };
    expect(close(10), 'nothing to compare with').toMatchObject({ code: 'PRICE_COLLAR' });
    expect(close(10.9).kind).toBe('approved');
    expect(close(12.2)).toMatchObject({ kind: 'denied', code: 'PRICE_COLLAR' });
    expect(close(12.2).kind).toBe('approved');
    expect(close(1.22).kind).toBe('denied');
    close(12.2);
    expect(close(1.22, 10).kind, 'ten new for one old').toBe('approved');
  });

  it('refuse to add on prices that are old, of whatever is held too', () => {
    const risk = gate({ maxPriceAgeMinutes: 5 });
    const slice = emptySlice(SYMBOLS.length);
    slice.present.set([1, 1, 0]);
    slice.time = 0;
    slice.close.fill(10);
    risk.learn(slice);
    const ask = (minute: number, ...held: number[]) =>
      risk.check(order({ around: around({ time: minute * MINUTE_MS, held: of(...held) }) }));
    expect(ask(5, 0, 300, 0).kind).toBe('approved');
    expect(ask(6, 0, 300, 0)).toEqual({
      kind: 'denied',
      code: 'REFERENCE_STALE',
      detail: 'symbol=A minutes=6 limit=5',
    });
    const waiting = around({ time: 0, held: of(0, 0, 0), filled: of(0, 0, 1) });
    expect(risk.check(order({ around: waiting })), 'an order of C waits').toMatchObject({
      code: 'REFERENCE_STALE',
    });
    expect(ask(5, 0, 0, 1), 'C has never had a price').toMatchObject({ code: 'REFERENCE_STALE' });
    expect(ask(-1, 0, 0, 0).kind, 'time runs backwards').toBe('denied');
  });
});
