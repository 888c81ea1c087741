import { availableParallelism } from 'node:os';

/** Threads that may run at the same time on this machine. */
export function processorCount(): number {
  return availableParallelism();
}
