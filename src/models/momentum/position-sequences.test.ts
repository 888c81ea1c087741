import { describe, expect, it } from 'vitest';
import type { ModelTable, Span } from '#features';
import { ALL_TIME } from '#features';
import { collectSamples } from '../samples.ts';
import { positionSequences, type SequenceInput, sequenceBars } from './position-sequences.ts';

const HORIZON = 5;
const SEQ_LEN = 12;

/** A table whose numbers say where they come from: feature 100·asset + row, target and volatility likewise. */
function table(asset: number, bars: number, unready: readonly number[] = []): ModelTable {
  const rows = Array.from({ length: bars }, (_, row) => row);
  const known = (row: number) => row + HORIZON < bars;
  return {
    names: ['asset', 'row'],
    times: Float64Array.from(rows),
    features: Float32Array.from(rows.flatMap((row) => [asset, row])),
    ready: Uint8Array.from(rows, (row) => (unready.includes(row) ? 0 : 1)),
    volatility: Float64Array.from(rows, (row) => 0.01 + row / 1000),
    horizonBars: HORIZON,
    targets: Float32Array.from(
      rows.flatMap((row) =>
        Array.from({ length: HORIZON }, (_, k) => (known(row) ? 100 * asset + row + k / 10 : NaN)),
      ),
    ),
    labelEnd: Float64Array.from(rows, (row) => (known(row) ? row + HORIZON : NaN)),
  };
}

interface Sequence {
  readonly assets: readonly number[];
  readonly rows: readonly number[];
  readonly returns: readonly number[];
  readonly volatility: readonly number[];
}

function sequencesOf(tables: readonly ModelTable[], span: Span, seqLen = SEQ_LEN): Sequence[] {
  const source = positionSequences(collectSamples(tables, seqLen, span));
  const bars = sequenceBars(seqLen);
  const into: Record<SequenceInput, Float32Array> = {
    x: new Float32Array(source.count * bars * 2),
    returns: new Float32Array(source.count * bars),
    volatility: new Float32Array(source.count * bars),
  };
  const order = Uint32Array.from({ length: source.count }, (_, at) => source.count - 1 - at);
  source.fill(order, into);
  return [...order].map((example, at) => {
    expect(example).toBe(source.count - 1 - at);
    const x = [...into.x.subarray(at * bars * 2, (at + 1) * bars * 2)];
    return {
      assets: x.filter((_, position) => position % 2 === 0),
      rows: x.filter((_, position) => position % 2 === 1),
      returns: [...into.returns.subarray(at * bars, (at + 1) * bars)],
      volatility: [...into.volatility.subarray(at * bars, (at + 1) * bars)],
    };
  });
}

describe('sequences of positions', () => {
  const tables = [table(0, 60), table(1, 70, [30])];
  const span = { from: 20, to: 63 };
  const sequences = sequencesOf(tables, span);

  it('are consecutive bars of one asset, each with the return that follows it and its volatility', () => {
    expect(sequences.length).toBeGreaterThan(10);
    for (const { assets, rows, returns, volatility } of sequences) {
      const [asset] = assets;
      const [first] = rows;
      expect(assets).toEqual(new Array(SEQ_LEN).fill(asset));
      expect(rows).toEqual(Array.from({ length: SEQ_LEN }, (_, step) => first + step));
      expect(returns).toEqual(rows.map((row) => Math.fround(100 * asset + row)));
      expect(volatility).toEqual(rows.map((row) => Math.fround(0.01 + row / 1000)));
    }
  });

  it('hold only bars that are samples: none before the span, none with a label after it, none near a hole', () => {
    const { asset, row } = collectSamples(tables, SEQ_LEN, span);
    const samples = new Set(Array.from(asset, (of, at) => `${of} ${row[at]}`));
    for (const { assets, rows } of sequences) {
      expect(rows[0]).toBeGreaterThanOrEqual(span.from);
      expect(rows[SEQ_LEN - 1] + HORIZON).toBeLessThan(span.to);
      for (const bar of rows) expect(samples).toContain(`${assets[0]} ${bar}`);
    }
  });

  it('hold the newest bar of every asset, and overlap', () => {
    for (const asset of [0, 1]) {
      const ends = sequences
        .filter(({ assets }) => assets[0] === asset)
        .map(({ rows }) => rows[SEQ_LEN - 1]);
      const newest = Math.min(span.to, tables[asset].times.length) - 1 - HORIZON;
      expect(Math.max(...ends)).toBe(newest);
      expect(ends.slice(0, 2)).toEqual([newest, newest - 2]);
    }
  });

  it('are none where samples are too few in a row', () => {
    // A sample needs a window of its own, so that one sequence takes 2 windows less a bar, and labels.
    const least = 2 * SEQ_LEN - 1 + HORIZON;
    expect(sequencesOf([table(0, least)], ALL_TIME)).toHaveLength(1);
    expect(sequencesOf([table(0, least - 1)], ALL_TIME)).toHaveLength(0);
  });

  it('of a model that sees one bar still hold one to begin with and two that earn', () => {
    const [newest] = sequencesOf([table(0, 40)], ALL_TIME, 1);
    expect(newest.rows).toEqual([32, 33, 34]);
  });
});

it('a volatility of next to nothing is held above zero', () => {
  const quiet = table(0, 40);
  quiet.volatility.fill(1e-30);
  const [sequence] = sequencesOf([quiet], ALL_TIME);
  expect(Math.min(...sequence.volatility)).toBeCloseTo(1e-6, 12);
});
