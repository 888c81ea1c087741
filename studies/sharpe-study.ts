import { type SharpeResult, runSharpeSeed } from './sharpe.ts';
import { seedCountOf } from './seed-count.ts';
import { summarise } from './planted-edge.ts';

const OPTIMAL_SHARPE = 1.5;

/** What training on the Sharpe ratio earns where an edge is planted, and where none is; `--seeds N`, 10 unless told. */
export async function sharpeStudy(args: readonly string[]): Promise<void> {
  const seeds = seedCountOf(args, 10);
  const edge = await sharpeTable(
    `Planted edge, optimal net Sharpe ${OPTIMAL_SHARPE}`,
    OPTIMAL_SHARPE,
    seeds,
  );
  const momentum = summarise(edge.map((result) => result.momentum));
  const oracle = summarise(edge.map((result) => result.oracle ?? Number.NaN));
  const share = (yardstick: number) => `${((100 * momentum.mean) / yardstick).toFixed(1)} %`;
  print(
    `\nMean net Sharpe ${momentum.mean.toFixed(3)} ± ${momentum.standardError.toFixed(3)}: ${share(oracle.mean)} of what the oracle earned on the same bars (${oracle.mean.toFixed(3)}), ${share(OPTIMAL_SHARPE)} of ${OPTIMAL_SHARPE}.`,
  );
  const nothing = await sharpeTable('Nothing planted', 0, seeds);
  const earned = summarise(nothing.map((result) => result.momentum));
  const above = earned.mean > 2 * earned.standardError ? 'above' : 'not above';
  print(
    `\nMean net Sharpe ${earned.mean.toFixed(3)} ± ${earned.standardError.toFixed(3)}: ${above} zero beyond two standard errors.`,
  );
}

async function sharpeTable(
  title: string,
  optimalSharpe: number,
  seeds: number,
): Promise<readonly SharpeResult[]> {
  print(`\n### ${title}\n`);
  print('| seed | oracle | momentum | test years |');
  print('|--:|--:|--:|--:|');
  const results: SharpeResult[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const result = await runSharpeSeed(seed, optimalSharpe);
    results.push(result);
    const ratios = [result.oracle, result.momentum];
    const cells = ratios.map((ratio) => ratio?.toFixed(2) ?? '–');
    print(`| ${[seed, ...cells, result.testYears.toFixed(1)].join(' | ')} |`);
  }
  return results;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
