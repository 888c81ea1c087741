import { statefulContract } from '../../tests/contracts/stateful.ts';
import { Random } from './random.ts';
import { DecayedSum } from './stats/decayed-sum.ts';
import { EwVolatility } from './stats/ew-volatility.ts';
import { ValueWindow } from './stats/value-window.ts';

const price = (at: number) => 100 + 10 * Math.sin(at);

statefulContract('Random', {
  make: () => new Random(7),
  step: (random) => [random.normal(), random.uniform(), random.integer(10)],
  steps: 12,
});

statefulContract('ValueWindow', {
  make: () => new ValueWindow(4),
  step: (window, at) => {
    window.push(price(at));
    const { mean, oldest, largest, smallest } = window;
    return [mean, oldest, largest, smallest, window.deviation(1)];
  },
  steps: 11,
});

statefulContract('DecayedSum', {
  make: () => new DecayedSum(3),
  step: (sum, at) => {
    sum.update(price(at));
    return [sum.mean, sum.standardised];
  },
  steps: 8,
});

statefulContract('EwVolatility', {
  make: () => new EwVolatility(5),
  step: (volatility, at) => volatility.update(price(at)),
  steps: 30,
});
