import { describe, expect, it } from 'vitest';
import { type Bar, Random } from '#base';
import { VirtualClock } from '../../../tests/support/virtual-clock.ts';
import { MarketHours } from '../sessions/market-hours.ts';
import { BarLedger } from './bar-ledger.ts';
import { Inbox } from './inbox.ts';
import { ATTEMPTS_A_MINUTE, ReconnectPace } from './reconnect-pace.ts';
import { Silence } from './silence.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const at = (text: string) => Date.parse(`2023-03-${text}:00Z`);
const bar = (time: number, close = 10): Bar => ({
  time,
  open: 10,
  high: 11,
  low: 9,
  close,
  volume: 1,
});
const stocks = new MarketHours('us-stocks');

describe('BarLedger', () => {
  const ledger = (from = at('15T13:30')) => new BarLedger('X', stocks, from);

  it('takes each minute of the session as the next one, over nights and weekends', () => {
    const own = ledger(at('10T20:58'));
    // Friday before the clocks change, and Monday after.
    for (const time of [at('10T20:58'), at('10T20:59'), at('13T13:30'), at('13T13:31')]) {
      expect(own.judge(bar(time))).toBe('next');
      own.give(bar(time));
    }
  });

  it('sees a hole where a minute of the session is missing, until told that there is none', () => {
    const own = ledger();
    expect(own.holeEnd([at('15T13:30'), at('15T13:31')])).toBeNull();
    expect(own.holeEnd([at('15T13:31')])).toBe(at('15T13:31'));
    own.completeTo(at('15T13:31'));
    expect(own.holeEnd([at('15T13:31')])).toBeNull();
    own.give(bar(at('15T13:31')));
    expect(own.holeEnd([at('15T13:32'), at('15T13:34'), at('15T13:35')])).toBe(at('15T13:34'));
    expect(own.holeEnd([at('16T13:30')])).toBe(at('16T13:30'));
    expect(own.holeEnd([at('15T13:29'), at('15T13:30'), Number.NaN])).toBeNull();
  });

  it('sees no hole in a night, a weekend or a holiday', () => {
    const own = ledger(at('10T20:59'));
    own.give(bar(at('10T20:59')));
    expect(own.holeEnd([at('13T13:30')])).toBeNull();
  });

  it('knows what it gave from what is new about it', () => {
    const own = ledger();
    own.give(bar(at('15T13:30')));
    own.give(bar(at('15T13:31')));
    expect(own.judge(bar(at('15T13:30')))).toBe('duplicate');
    expect(own.judge(bar(at('15T13:30'), 10.5))).toBe('changed');
    own.give(bar(at('15T13:30'), 10.5));
    expect(own.judge(bar(at('15T13:30'), 10.5))).toBe('duplicate');
    expect(own.judge(bar(at('15T13:31')))).toBe('duplicate');
    own.give(bar(at('15T13:33')));
    expect(own.judge(bar(at('15T13:32')))).toBe('late');
  });

  it('wants no bar outside the session, from before its beginning, or off the minute', () => {
    const own = ledger(at('15T14:00'));
    const unwanted = [
      at('15T13:59'),
      at('15T20:00'),
      at('18T15:00'),
      at('15T14:00') + 1,
      Number.NaN,
    ];
    for (const time of unwanted) expect(own.judge(bar(time))).toBe('unwanted');
  });

  it('asks for the last day again, and for nothing from before its beginning', () => {
    const own = ledger();
    expect(own.recallStart).toBe(at('15T13:30'));
    own.give(bar(at('15T19:59')));
    expect(own.recallStart).toBe(at('15T13:30'));
    own.give(bar(at('16T19:59')));
    expect(own.recallStart).toBe(at('15T19:59'));
    expect(own.holeStart).toBe(at('16T20:00'));
  });
});

describe('Silence', () => {
  it('is allowed for 190 s while the market is open, and without end while it is closed', () => {
    const clock = new VirtualClock(at('15T14:00'));
    const silence = new Silence(new Set([stocks]), clock);
    silence.connected(false);
    expect(silence.until - clock.now()).toBe(190_000);
    clock.set(at('15T20:00') + 300);
    silence.heard();
    expect(silence.until).toBe(at('16T13:30') + 190_000);
    clock.set(at('17T20:00') + 300);
    silence.heard();
    expect(silence.until).toBe(at('20T13:30') + 190_000);
  });

  it('is still not allowed after the close for what was due at it', () => {
    const clock = new VirtualClock(at('15T19:59'));
    const silence = new Silence(new Set([stocks]), clock);
    silence.connected(true);
    expect(silence.until).toBe(at('15T19:59') + 190_000);
  });

  it('may be twice as long after one in which nothing was missed, half an hour at most', () => {
    const clock = new VirtualClock(at('15T14:00'));
    const silence = new Silence(new Set([stocks]), clock);
    silence.connected(false);
    const allowed = () => silence.until - clock.now();
    const lengths = Array.from({ length: 6 }, () => {
      silence.rung();
      silence.connected(false);
      return allowed() / 1000;
    });
    expect(lengths).toEqual([380, 760, 1520, 1800, 1800, 1800]);
    silence.heard();
    expect(allowed()).toBe(190_000);
    silence.rung();
    silence.connected(true);
    expect(allowed()).toBe(190_000);
  });
});

describe('ReconnectPace', () => {
  async function outage(hours: number, heldMs: number): Promise<number[]> {
    const clock = new VirtualClock(0);
    const pace = new ReconnectPace(clock, new Random(7));
    const signal = new AbortController().signal;
    const attempts: number[] = [];
    while (clock.now() < hours * HOUR_MS) {
      await pace.enter(signal);
      attempts.push(clock.now());
      if (heldMs > 0) {
        pace.live();
        clock.set(clock.now() + heldMs);
      }
      pace.failed();
    }
    return attempts;
  }

  const mostWithin = (times: readonly number[], spanMs: number) =>
    Math.max(
      ...times.map(
        (time) => times.filter((other) => other >= time && other < time + spanMs).length,
      ),
    );

  it('connects at once at first, and in an outage of an hour less than 150 times', async () => {
    const attempts = await outage(1, 0);
    expect(attempts[0]).toBe(0);
    expect(attempts.length).toBeGreaterThan(60);
    expect(attempts.length).toBeLessThan(150);
    expect(mostWithin(attempts, MINUTE_MS)).toBeLessThanOrEqual(ATTEMPTS_A_MINUTE);
  });

  it('is no faster with a server that lets everybody in and drops them', async () => {
    const attempts = await outage(1, 500);
    expect(mostWithin(attempts, MINUTE_MS)).toBeLessThanOrEqual(ATTEMPTS_A_MINUTE);
    expect(attempts.length).toBeLessThan(150);
  });

  it('forgets its failures once a connection held for a minute', async () => {
    const attempts = await outage(1, 61_000);
    const waits = attempts.slice(1).map((time, row) => time - attempts[row] - 61_000);
    expect(Math.max(...waits)).toBeLessThan(1000);
  });

  it('waits no longer than a minute however the clock is set', async () => {
    const clock = new VirtualClock(HOUR_MS);
    const pace = new ReconnectPace(clock, { uniform: () => 0 });
    const signal = new AbortController().signal;
    for (let attempt = 0; attempt < ATTEMPTS_A_MINUTE; attempt++) await pace.enter(signal);
    clock.set(0);
    await pace.enter(signal);
    expect(clock.now()).toBe(MINUTE_MS);
  });
});

describe('Inbox', () => {
  it('hands over what came, in order, to a reader that waits or comes later', async () => {
    const inbox = new Inbox<number>();
    const { signal } = new AbortController();
    const waiting = inbox.take(signal);
    inbox.push(1);
    expect(await waiting).toEqual([1]);
    inbox.push(2);
    inbox.push(3);
    expect(await inbox.take(signal)).toEqual([2, 3]);
  });

  it('lets nobody wait once it is closed or given up', async () => {
    const inbox = new Inbox<number>();
    const given = new AbortController();
    const waiting = inbox.take(given.signal);
    given.abort();
    expect(await waiting).toEqual([]);
    expect(await inbox.take(given.signal)).toEqual([]);
    const { signal } = new AbortController();
    const other = inbox.take(signal);
    inbox.close();
    expect(await other).toEqual([]);
    expect(await inbox.take(signal)).toEqual([]);
  });
});
