import { runCartPole } from './cart-pole.ts';
import { seedCountOf } from './seed-count.ts';

const TOTAL_STEPS = 500_000;

/** `npm run study -- cart-pole [--seeds N]`: PPO on CartPole-v1, 500,000 steps a seed. */
export async function cartPoleStudy(args: readonly string[]): Promise<void> {
  const seeds = seedCountOf(args, 3);
  process.stdout.write('\n### CartPole-v1, mean return of 100 episodes, at most 500\n\n');
  process.stdout.write('| seed | end of training | no exploring | skipped steps |\n');
  process.stdout.write('|--:|--:|--:|--:|\n');
  let trained = 0;
  let played = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const result = await runCartPole({ seed, totalSteps: TOTAL_STEPS });
    const { trainingReturn, evaluationReturn, skippedSteps } = result;
    trained += trainingReturn / seeds;
    played += evaluationReturn / seeds;
    const returns = [trainingReturn, evaluationReturn].map((value) => value.toFixed(1));
    process.stdout.write(`| ${[seed, ...returns, skippedSteps].join(' | ')} |\n`);
  }
  process.stdout.write(`| mean | ${trained.toFixed(1)} | ${played.toFixed(1)} | |\n`);
}
