import type { ModelTable } from '#features';
import type { SampleSet } from '../samples.ts';
import type { BatchSource } from '../training/batch-source.ts';

/** What a sequence of positions is judged by: x [L, f], returns [L], volatility [L]. */
export type SequenceInput = 'x' | 'returns' | 'volatility';

/** Fewest bars of which one can earn and pay, after one that begins and one that neither does. */
const LEAST_BARS = 3;
/** Sequences that begin within the length of one: each bar is seen early, midway and late in a window. */
const OVERLAP = 6;
/** No market is so quiet, bar by bar; below it a cost in units of volatility has no meaning. */
const LEAST_VOLATILITY = 1e-6;

/** L, bars of one training sequence of a model that is shown so many at a time. */
export function sequenceBars(seqLen: number): number {
  return Math.max(LEAST_BARS, seqLen);
}

/**
 * Consecutive samples of one asset as sequences, for networks that hold a position at every bar.
 *
 * x are the bars' features, returns what followed each of them (y of one bar ahead, in units of σ), and
 * volatility its σ. Every bar of a sequence is a sample of the set, because every position is paid: a
 * sequence of validation never begins before its span. Sequences overlap, and are counted back from the
 * newest bar, so that what is left over is the oldest.
 *
 * @returns none where no asset has L consecutive samples
 */
export function positionSequences(samples: SampleSet): BatchSource<SequenceInput> {
  const { tables, spec } = samples;
  const bars = sequenceBars(spec.seqLen);
  const stride = Math.max(1, Math.round(bars / OVERLAP));
  const ends = sequenceEnds(samples, bars, stride);
  const width = bars * spec.features.length;
  return {
    count: ends.length,
    fill: (examples, into) => {
      examples.forEach((example, at) => {
        const { asset, row } = ends[example];
        const table = tables[asset];
        const first = row - bars + 1;
        const from = first * spec.features.length;
        into.x.set(table.features.subarray(from, from + width), at * width);
        fillMoves(table, first, {
          returns: into.returns.subarray(at * bars, (at + 1) * bars),
          volatility: into.volatility.subarray(at * bars, (at + 1) * bars),
        });
      });
    },
  };
}

function fillMoves(
  { targets, volatility, horizonBars }: ModelTable,
  first: number,
  into: Readonly<Record<Exclude<SequenceInput, 'x'>, Float32Array>>,
): void {
  for (let step = 0; step < into.returns.length; step++) {
    into.returns[step] = targets[(first + step) * horizonBars];
    into.volatility[step] = Math.max(LEAST_VOLATILITY, volatility[first + step]);
  }
}

interface SequenceEnd {
  readonly asset: number;
  /** Of the newest bar. */
  readonly row: number;
}

/** Where sequences end, asset after asset and oldest first. */
function sequenceEnds({ asset, row, count }: SampleSet, bars: number, stride: number) {
  const ends: SequenceEnd[] = [];
  let unused = 0;
  for (let at = count - 1; at >= 0; at--) {
    const newer = at + 1;
    const followed = newer < count && asset[newer] === asset[at] && row[newer] === row[at] + 1;
    unused = followed && unused > 0 ? unused - 1 : 0;
    const first = at - bars + 1;
    const whole = first >= 0 && asset[first] === asset[at] && row[first] === row[at] - bars + 1;
    if (!whole || unused > 0) continue;
    ends.push({ asset: asset[at], row: row[at] });
    unused = stride;
  }
  return ends.reverse();
}
