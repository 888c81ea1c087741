import { type PlantedEdgeOptions, runSeed, type SeedResult, summarise } from './planted-edge.ts';
import { seedCountOf } from './seed-count.ts';

const EDGE: PlantedEdgeOptions = { optimalSharpe: 1.5, annualDrift: 0.05 };
const NOTHING: PlantedEdgeOptions = { optimalSharpe: 0, annualDrift: 0 };

/** Net Sharpe ratios where an edge is planted and where none is; `--seeds N`, 10 unless told. */
export async function plantedEdgeStudy(args: readonly string[]): Promise<void> {
  const seeds = seedCountOf(args, 10);
  await plantedEdge('Planted edge, optimal net Sharpe 1.5, drift 5 % a year', EDGE, seeds);
  await plantedEdge('Nothing planted, no drift', NOTHING, seeds);
}

async function plantedEdge(
  title: string,
  options: PlantedEdgeOptions,
  seedCount: number,
): Promise<void> {
  process.stdout.write(`\n### ${title}\n\n`);
  process.stdout.write('| seed | oracle | ridge | persistence | buy and hold | test years |\n');
  process.stdout.write('|--:|--:|--:|--:|--:|--:|\n');
  const results: SeedResult[] = [];
  for (let seed = 1; seed <= seedCount; seed++) {
    const result = await runSeed(seed, options);
    results.push(result);
    const cells = [result.oracle, result.ridge, result.persistence, result.buyAndHold];
    const texts = cells.map((value) => value?.toFixed(2) ?? '–');
    process.stdout.write(`| ${[seed, ...texts, result.testYears.toFixed(1)].join(' | ')} |\n`);
  }
  const wins = results.filter(
    ({ ridge, persistence, buyAndHold }) => ridge > persistence && ridge > buyAndHold,
  ).length;
  const ridge = summarise(results.map((result) => result.ridge));
  process.stdout.write(
    `\nRidge beats both baselines in ${wins} of ${seedCount} seeds; its mean net Sharpe is ${ridge.mean.toFixed(3)} ± ${ridge.standardError.toFixed(3)}.\n`,
  );
}
