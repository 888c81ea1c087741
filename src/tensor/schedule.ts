import { assert } from '#base';

/** The learning rate of a step, counted from 0. */
export type Schedule = (step: number) => number;

export function constantRate(rate: number): Schedule {
  return () => rate;
}

export interface WarmupCosineOptions {
  readonly peak: number;
  /** Rises in a straight line over so many steps. */
  readonly warmupSteps: number;
  /** Falls until this step, and stays there. */
  readonly totalSteps: number;
  /** What is left at the end, as a fraction of the peak. */
  readonly floorFraction?: number;
}

/**
 * A linear rise, then half a cosine down: peak · (floor + (1 − floor) · ½(1 + cos π·progress)).
 *
 * @see Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, 2017
 */
export function warmupCosine({
  peak,
  warmupSteps,
  totalSteps,
  floorFraction = 0,
}: WarmupCosineOptions): Schedule {
  assert(warmupSteps < totalSteps, `warm-up of ${warmupSteps} ends before step ${totalSteps}`);
  return (step) => {
    if (step < warmupSteps) return (peak * (step + 1)) / warmupSteps;
    const progress = Math.min(1, (step - warmupSteps) / (totalSteps - warmupSteps));
    const height = (1 + Math.cos(Math.PI * progress)) / 2;
    return peak * (floorFraction + (1 - floorFraction) * height);
  };
}

/** The same shape at another height, as when a trained model continues with a smaller rate. */
export function scaledRate(schedule: Schedule, factor: number): Schedule {
  return (step) => factor * schedule(step);
}
