import { statefulContract } from '../../tests/contracts/stateful.ts';
import { BarCount } from './bar-count.ts';

statefulContract('BarCount', {
  make: () => new BarCount(),
  step: (count) => count.passes(3),
  steps: 8,
});
