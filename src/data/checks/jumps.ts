import type { BarTable } from '#base';
import type { Finding } from './finding.ts';
import { TrailingVolatility } from './trailing-volatility.ts';

/** New shares for one old of the splits that companies make. */
const USUAL_SPLITS = [1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50];
const USUAL_RATIOS = [...USUAL_SPLITS, ...USUAL_SPLITS.slice(1).map((ratio) => 1 / ratio)];

/** A move of this many robust volatilities is worth a look; seen a few times in 20 years of a stock. */
const OUTLIER_SIGMA = 12;

/** A split stands out from ordinary nights; a crash in a wild market does not. */
const SPLIT_SIGMA = 8;

/** How far the first price at the new terms may lie from the exact ratio, in logarithms. */
const SPLIT_TOLERANCE = 0.04;

/** A split leaves the money traded as it was; a true crash multiplies it. */
const MOST_TURNOVER_RATIO = 5;
const TURNOVER_BARS = 20;

/** A known split smaller than this cannot be told from a move of the price. */
const LEAST_TELLING_SPLIT = Math.log(1.3);

/**
 * Returns too wild to be passed over: outliers, and splits that the actions do not know or that the
 * prices already contain.
 *
 * A split is suspected when the night's move is at least 8 robust volatilities, lies within 4 % of a
 * usual ratio and the money traded stays below five times the median of the 20 bars before.
 *
 * @param splitRatio - known splits, a value a bar, 1 for none
 */
export function findJumps(table: BarTable, splitRatio: Float64Array): Finding[] {
  const { time, open, close } = table;
  const findings: Finding[] = [];
  const volatility = new TrailingVolatility();
  for (let row = 1; row < time.length; row++) {
    const known = splitRatio[row];
    const night = Math.log((open[row] * known) / close[row - 1]);
    const move = Math.log((close[row] * known) / close[row - 1]);
    const sigma = volatility.value;
    volatility.update(move);
    if (known !== 1 && isAlreadyApplied(night, Math.log(known))) {
      const detail = `the actions say ${known} new shares for one, the price opened at ${open[row]} after ${close[row - 1]}`;
      findings.push({ code: 'split-already-applied', time: time[row], detail });
    } else if (Math.abs(night) > SPLIT_SIGMA * sigma && isLikeSplit(table, row, night)) {
      const detail = `close ${close[row - 1]}, then open ${open[row]}: ratio ${(close[row - 1] / open[row]).toFixed(3)} and no matching action`;
      findings.push({ code: 'split-suspected', time: time[row], detail });
    } else if (Math.abs(move) > OUTLIER_SIGMA * sigma) {
      const detail = `close ${close[row - 1]}, then ${close[row]}: ${(Math.abs(move) / sigma).toFixed(1)} volatilities`;
      findings.push({ code: 'outlier', time: time[row], detail });
    }
  }
  return findings;
}

/** After allowing for a known split the night must be ordinary; if it undoes the allowance, it was one too many. */
function isAlreadyApplied(night: number, logKnown: number): boolean {
  return Math.abs(logKnown) > LEAST_TELLING_SPLIT && Math.abs(night - logKnown) < Math.abs(night);
}

function isLikeSplit(table: BarTable, row: number, night: number): boolean {
  const nearRatio = USUAL_RATIOS.some(
    (ratio) => Math.abs(night + Math.log(ratio)) < SPLIT_TOLERANCE,
  );
  return nearRatio && !(turnoverRatio(table, row) > MOST_TURNOVER_RATIO);
}

/** Money traded on a bar over the median of the bars before; NaN without volumes. */
function turnoverRatio({ close, volume }: BarTable, row: number): number {
  const from = Math.max(0, row - TURNOVER_BARS);
  const before = close
    .slice(from, row)
    .map((price, at) => price * volume[from + at])
    .sort();
  return (close[row] * volume[row]) / before[before.length >> 1];
}
