import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Bar } from '#base';
import type { WireBar } from '../../../tests/support/fake-alpaca-data.ts';
import { barMessage, minuteBar, StreamStage } from '../../../tests/support/stream-stage.ts';

const SYMBOLS = ['X', 'Y'] as const;
const RUNS = 40;

/** What happens in one minute of the market. */
const happening = fc.record({
  symbol: fc.constantFrom(...SYMBOLS),
  /** How the minute's bar comes: as it should, never, twice, or after the next one. */
  way: fc.constantFrom('sent', 'lost', 'twice', 'late', 'spoilt'),
  /** Which earlier minute gets another close; none when it is beyond the newest. */
  corrects: fc.nat(30),
  /** What befalls the connection after it. */
  after: fc.constantFrom('nothing', 'nothing', 'nothing', 'drop', 'garbage', 'pause'),
});

type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

const turn = () =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

/** Lets a market happen before a reader of the stream, and ends with everybody up to date. */
async function play(stage: StreamStage, script: readonly Happening[]): Promise<void> {
  const late: object[] = [];
  for (const [minute, { symbol, way, corrects, after }] of script.entries()) {
    for (const one of SYMBOLS) {
      const bar = stage.keep(minute, minuteBar(minute), one);
      const message = barMessage(bar, 'b', one);
      const held = late.splice(0);
      if (one !== symbol || way === 'sent') stage.wire.send(message);
      if (one === symbol && way === 'twice') stage.wire.send(message, message);
      if (one === symbol && way === 'late') late.push(message);
      if (one === symbol && way === 'spoilt') stage.wire.send({ ...message, h: null });
      stage.wire.send(...held);
    }
    if (corrects <= minute) {
      const fixed = stage.keep(corrects, minuteBar(corrects, 500 + minute), symbol);
      stage.wire.send(barMessage(fixed, 'u', symbol));
    }
    if (after === 'drop') stage.wire.drop();
    if (after === 'garbage') stage.wire.sendBytes(Uint8Array.of(0xc1));
    if (after === 'pause') await stage.wire.untilSubscribed();
    await turn();
  }
  // A last minute for both, until the reader has it: only then is anything said to be lost.
  const last = script.length;
  const bars = SYMBOLS.map(
    (symbol) => [symbol, stage.keep(last, minuteBar(last), symbol)] as const,
  );
  const isThere = () => SYMBOLS.every((symbol) => stage.minutes(symbol).includes(last));
  while (!isThere()) {
    await stage.wire.untilSubscribed();
    for (const [symbol, bar] of bars) stage.wire.send(barMessage(bar, 'b', symbol));
    await Promise.race([stage.until(isThere), stage.clock.sleep(1000)]);
  }
  await stage.until(() => stage.kinds().lastIndexOf('live') > lastInterruption(stage));
}

function lastInterruption(stage: StreamStage): number {
  return stage.events.findLastIndex(({ kind }) => kind === 'interrupted');
}

/** The table a reader has who does as the events say. */
function tableOf(stage: StreamStage, symbol: string): Bar[] {
  const table = new Map<number, Bar>();
  for (const event of stage.events) {
    const isOurs = (event.kind === 'bar' || event.kind === 'revised') && event.symbol === symbol;
    if (isOurs) table.set(event.bar.time, event.bar);
  }
  return [...table.values()].sort((a, b) => a.time - b.time);
}

function barOf({ t, o, h, l, c, v }: WireBar): Bar {
  const [open, high, low, close, volume] = [o, h, l, c, v].map(Number);
  return { time: Date.parse(t), open, high, low, close, volume };
}

it('gives the table that history has, each bar once and in order, whatever is dropped, doubled, late, spoilt or corrected', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 1, maxLength: 25 }), async (script) => {
      const stage = await StreamStage.open();
      stage.follow(SYMBOLS);
      try {
        await stage.wire.untilSubscribed();
        await play(stage, script);
        for (const symbol of SYMBOLS) {
          const history = (stage.data.bars.get(`${symbol} 1Min`) ?? []).map(barOf);
          expect(tableOf(stage, symbol)).toEqual(history);
          const minutes = stage.minutes(symbol);
          expect(minutes).toEqual([...new Set(minutes)].sort((a, b) => a - b));
        }
      } finally {
        expect(await stage.close()).toBeNull();
      }
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
}, 60_000);
