import { statefulContract } from '../../tests/contracts/stateful.ts';
import { BarCount, exponentialAverage, WilderSum, wilderAverage } from './averages.ts';

statefulContract('exponential average', {
  make: () => exponentialAverage(5),
  step: (average, at) => average.update(Math.sin(at)),
  steps: 12,
});

statefulContract('Wilder average', {
  make: () => wilderAverage(5),
  step: (average, at) => average.update(Math.sin(at)),
  steps: 12,
});

statefulContract('WilderSum', {
  make: () => new WilderSum(5),
  step: (sum, at) => sum.update(Math.sin(at)),
  steps: 12,
});

statefulContract('BarCount', {
  make: () => new BarCount(),
  step: (count) => count.passes(3),
  steps: 8,
});
