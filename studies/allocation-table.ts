import { allocationBaselines, bestAllocation, runAllocation } from './allocation.ts';
import { seedCountOf } from './seed-count.ts';

const BARS = 20_000;
const TOTAL_STEPS = 300_000;
const REGIMES = ['growth', 'rotation', 'stress'];

/** `npm run study -- allocation [--seeds N]`: PPO against the growth-optimal weights of a known market. */
export async function allocationStudy(args: readonly string[]): Promise<void> {
  const seeds = seedCountOf(args, 10);
  const { bestGrowth, equalWeights, equalWithCash, bestConstant } = allocationBaselines();
  process.stdout.write('\n### Share of the best log growth a bar, exact under the law\n\n');
  process.stdout.write(
    `The best grows ${bestGrowth.toFixed(5)} a bar. Weights: three assets, cash.\n\n`,
  );
  process.stdout.write(`| | share | ${REGIMES.join(' | ')} |\n|--:|--:|--:|--:|--:|\n`);
  const row = (name: string, share: number, weights: readonly (readonly number[])[] = []) => {
    const cells = REGIMES.map((_, at) =>
      (weights[at] ?? []).map((weight) => weight.toFixed(2)).join(' '),
    );
    process.stdout.write(`| ${[name, share.toFixed(3), ...cells].join(' | ')} |\n`);
  };
  row('best', 1, bestAllocation());
  row('a third each', equalWeights);
  row('a quarter each, with cash', equalWithCash);
  row('best constant', bestConstant);
  let total = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const { share, weights } = await runAllocation({ seed, bars: BARS, totalSteps: TOTAL_STEPS });
    total += share / seeds;
    row(`PPO, seed ${seed}`, share, weights);
  }
  row('PPO, mean', total);
}
