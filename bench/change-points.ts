import { Random } from '#base';
import { systemSchema } from '#config';
import { BayesianChangePointDetector } from '#features';
import { print } from './print.ts';
import { timed } from './timing.ts';

const OBSERVATIONS = 1_000_000;

/** What an observation costs the change-point detector, by how many run lengths it keeps apart. */
export function benchChangePoints(): void {
  const random = new Random(1);
  const values = Float64Array.from({ length: OBSERVATIONS }, () => random.normal());
  const settings = systemSchema.parse({}).features.changePoint;
  for (const maxHypotheses of [12, settings.maxHypotheses, 48]) {
    const { cpuSeconds } = timed(() => {
      const detector = new BayesianChangePointDetector({ ...settings, maxHypotheses });
      for (const value of values) detector.update(value);
      return detector.logEvidence;
    });
    print(
      `change points, ${maxHypotheses} hypotheses x 1,000,000`,
      `${((cpuSeconds / OBSERVATIONS) * 1e9).toFixed(0)} ns an observation`,
      'budget 1,000 ns',
    );
  }
}
