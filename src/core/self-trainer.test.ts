import { describe, expect, it } from 'vitest';
import {
  decodeFiniteJson,
  emptySlice,
  encodeFiniteJson,
  type Logger,
  type MarketSlice,
  SILENT_LOGGER,
} from '#base';
import { MarketReplay } from '#data';
import type { TrainedModel } from '#models';
import { STRATEGY_NAMES } from '#strategies';
import {
  dayOf,
  poorChampion,
  smallConfig,
  unevenMarket,
} from '../../tests/support/learning-market.ts';
import type { BarEntry } from './bar-ledger.ts';
import { paperSelfTrainer } from './paper-self-trainer.ts';
import { retrain } from './retrain.ts';
import type { SelfTrainer, SelfTrainerState } from './self-trainer.ts';

const DAYS = 230;
const START = dayOf(120);
/** Bars compared after each restart: more than a retrain takes. */
const COMPARED = 6;

const market = await unevenMarket(DAYS);
const config = smallConfig({
  trading: {
    ml: { threshold: 0, band: 0.1, cooldownBars: 2, confirmationBars: 2 },
    risk: { maxDrawdown: 0.03, dailyLossLimit: 0.01, stopLossSigma: 2, takeProfitSigma: 3 },
    smaCross: { fastBars: 3, slowBars: 8, allowShort: true },
    tsmom: { lookbackBars: 20, rebalanceBars: 3 },
    pairs: { lookbackBars: 10, entryZ: 1, exitZ: 0.3 },
    ensemble: { models: ['ridge', 'linear'], halfLifeBars: 30, band: 0.1, cooldownBars: 2 },
    lotSize: 0.5,
  },
});
const champion = await poorChampion(market, START, config);

function trainerOf(
  strategy: string,
  champions: readonly TrainedModel[],
  logger: Logger = SILENT_LOGGER,
): SelfTrainer {
  return paperSelfTrainer({
    config,
    strategy,
    market,
    barsPerYear: 365,
    champions,
    logger,
    ledger: { record: () => undefined, known: () => undefined },
    retrainer: (task) => ({ outcome: retrain(task), cancel: () => undefined }),
  });
}

/** Its functions as values, so that one can be replaced. */
function modelOf({ model }: TrainedModel): TrainedModel['model'] {
  return {
    name: model.name,
    inputShape: model.inputShape,
    horizonBars: model.horizonBars,
    output: model.output,
    forward: (windows, batch) => model.forward(windows, batch),
    countParameters: () => model.countParameters(),
    weights: () => model.weights(),
    release: () => model.release(),
  };
}

const encoded = (trainer: SelfTrainer): string => encodeFiniteJson(trainer.saveState());

interface Checkpoint {
  readonly bar: number;
  readonly state: string;
  readonly champions: readonly TrainedModel[];
}

/** The whole run, with what a restart after each of its bars would begin with. */
async function wholeRun(strategy: string) {
  const readsModels = strategy === 'ml' || strategy === 'ensemble';
  const trainer = trainerOf(strategy, readsModels ? [champion] : []);
  const checkpoints: Checkpoint[] = [];
  const entries: BarEntry[] = [];
  const replay = new MarketReplay(market.assets);
  const slice = emptySlice(market.assets.length);
  while (replay.advance(slice)) {
    const isTraded = slice.time >= START;
    if (isTraded) entries.push(await trainer.processBar(slice));
    else await trainer.warmUp(slice);
    const state = encoded(trainer);
    if (isTraded) checkpoints.push({ bar: entries.length, state, champions: trainer.champions });
  }
  return { entries, checkpoints, firstBar: replay.times.length - entries.length };
}

function sliceAt(replay: MarketReplay, barIndex: number): MarketSlice {
  const slice = emptySlice(market.assets.length);
  while (slice.barIndex < barIndex) replay.advance(slice);
  return slice;
}

describe.each(STRATEGY_NAMES)('SelfTrainer with strategy %s', (strategy) => {
  it('continues after a restart at any bar as if there had been none', async () => {
    const { entries, checkpoints, firstBar } = await wholeRun(strategy);
    expect(entries.flatMap(({ fills }) => fills).length).toBeGreaterThan(0);
    for (const { bar, state, champions } of checkpoints) {
      const trainer = trainerOf(strategy, champions);
      trainer.loadState(decodeFiniteJson(state) as SelfTrainerState);
      expect(trainer.barCounter).toBe(bar);
      expect(encoded(trainer)).toBe(state);
      const replay = new MarketReplay(market.assets);
      const slice = sliceAt(replay, firstBar + bar - 1);
      const until = Math.min(bar + COMPARED, entries.length);
      for (let next = bar; next < until; next++) {
        replay.advance(slice);
        expect(await trainer.processBar(slice)).toEqual(entries[next]);
      }
      expect(encoded(trainer)).toBe(checkpoints[until - 1].state);
      trainer.stop();
    }
  });
});

describe('SelfTrainer', () => {
  it('meets, in the run that is compared, both verdicts and a breach', async () => {
    const { entries } = await wholeRun('ml');
    const verdicts = entries.flatMap(({ retrains }) => retrains.map(({ verdict }) => verdict));
    expect(new Set(verdicts)).toEqual(new Set(['ACCEPTED', 'REJECTED']));
    expect(entries.some(({ breach }) => breach !== null)).toBe(true);
  });

  it('goes on without a model that throws where others vote, and ends with its error alone', async () => {
    const failing: TrainedModel = {
      card: { ...champion.card, name: 'linear' },
      model: { ...modelOf(champion), forward: () => Promise.reject(new Error('out of memory')) },
    };
    const errors: string[] = [];
    const logger = { ...SILENT_LOGGER, error: (line: string) => errors.push(line) };
    const traded = async (trainer: SelfTrainer) => {
      const replay = new MarketReplay(market.assets);
      const slice = emptySlice(market.assets.length);
      let orders = 0;
      while (replay.advance(slice) && slice.time < dayOf(140)) {
        if (slice.time < START) await trainer.warmUp(slice);
        else orders += (await trainer.processBar(slice)).orders.length;
      }
      return orders;
    };
    expect(await traded(trainerOf('ensemble', [champion, failing], logger))).toBeGreaterThan(0);
    expect(errors).toEqual(['Model linear failed and is left out: out of memory']);
    const alone = { ...failing, card: champion.card };
    await expect(traded(trainerOf('ml', [alone], logger))).rejects.toThrow('out of memory');
  });

  it('can save its state before the first bar', () => {
    expect(encoded(trainerOf('ml', [champion]))).toContain('"barCounter":0');
  });

  it('never takes a state after its first bar', async () => {
    const trainer = trainerOf('buy-and-hold', []);
    const state = trainer.saveState();
    await trainer.processBar(sliceAt(new MarketReplay(market.assets), 150));
    expect(() => trainer.loadState(state)).toThrow('before the first bar');
  });
});
