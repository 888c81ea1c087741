import { sharpe } from '#base';
import {
  CombinatorialPurgedSplitter,
  type CrossFold,
  horizonLabels,
  PurgedKFoldSplitter,
  type RowRange,
} from '#data';

/** How a rule chosen on some rows did on the others. */
export interface ChosenRules {
  /** Annual Sharpe ratio of the best rule where it was chosen, mean over folds. */
  readonly inSample: number;
  /** Annual Sharpe ratio of each whole history out of sample, the rule chosen anew in every fold. */
  readonly paths: readonly number[];
  /** The same of the one history of purged k-fold. */
  readonly kFold: number;
  /** Share of folds in which the chosen rule did worse out of sample than half of all rules. */
  readonly overfitShare: number;
}

const GROUPS = 8;
const TEST_GROUPS = 2;

/**
 * Chooses the rule with the best Sharpe ratio in every fold of combinatorial purged cross-validation,
 * and puts the returns it then earned together to histories.
 *
 * @param rules - [rules][rows], net returns by bar; what a row earns is known a bar later
 * @see López de Prado, Advances in Financial Machine Learning, 2018, ch. 12
 * @see Bailey, Borwein, López de Prado and Zhu, The probability of backtest overfitting, 2017
 */
export function chosenRules(
  rules: readonly Float64Array[],
  { periodsPerYear, embargo }: { readonly periodsPerYear: number; readonly embargo: number },
): ChosenRules | null {
  const labels = horizonLabels(rules[0].length, 1);
  const splitter = new CombinatorialPurgedSplitter({
    groups: GROUPS,
    testGroups: TEST_GROUPS,
    embargo,
  });
  const split = splitter.split(labels);
  const plain = new PurgedKFoldSplitter({ folds: GROUPS, embargo }).split(labels);
  if (split.kind !== 'folds' || plain.kind !== 'folds') return null;
  const ratio = (returns: Float64Array) => sharpe(returns, periodsPerYear).ratio;
  const scores = (ranges: readonly RowRange[]) =>
    rules.map((returns) => ratio(joined(returns, ranges)));
  const choose = ({ train }: CrossFold) => {
    const inSample = scores(train);
    const best = inSample.indexOf(Math.max(...inSample));
    return { best, inSample: inSample[best] };
  };
  const chosen = split.folds.map(choose);
  const isOverfit = split.folds.map(({ test }, fold) => {
    const outside = scores(test);
    const worse = outside.filter((other) => other < outside[chosen[fold].best]).length;
    return worse < (rules.length - 1) / 2;
  });
  const history = (folds: readonly (readonly [best: number, test: RowRange])[]) =>
    ratio(Float64Array.from(folds.flatMap(([best, test]) => [...joined(rules[best], [test])])));
  const groups = plain.folds.map(({ test: [range] }) => range);
  return {
    inSample: chosen.reduce((sum, { inSample }) => sum + inSample, 0) / chosen.length,
    paths: split.paths.map((folds) =>
      history(folds.map((fold, group) => [chosen[fold].best, groups[group]])),
    ),
    kFold: history(plain.folds.map((fold, group) => [choose(fold).best, groups[group]])),
    overfitShare: isOverfit.filter((is) => is).length / isOverfit.length,
  };
}

function joined(returns: Float64Array, ranges: readonly RowRange[]): Float64Array {
  return Float64Array.from(ranges.flatMap(({ from, to }) => [...returns.subarray(from, to)]));
}
