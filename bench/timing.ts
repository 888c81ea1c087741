/** CPU seconds of the fastest of several runs, and what the last run gave. */
export interface Timed<Result> {
  readonly cpuSeconds: number;
  readonly result: Result;
}

const RUNS = 5;

/** The fastest run is the one the machine disturbed least; CPU time leaves out waiting for it. */
export function timed<Result>(work: () => Result): Timed<Result> {
  let cpuSeconds = Number.POSITIVE_INFINITY;
  let result = work();
  for (let run = 0; run < RUNS; run++) {
    const before = process.cpuUsage();
    result = work();
    const { user, system } = process.cpuUsage(before);
    cpuSeconds = Math.min(cpuSeconds, (user + system) / 1e6);
  }
  return { cpuSeconds, result };
}

/** The same for work that others wait for. */
export async function timedLater<Result>(work: () => Promise<Result>): Promise<Timed<Result>> {
  let cpuSeconds = Number.POSITIVE_INFINITY;
  let result = await work();
  for (let run = 0; run < RUNS; run++) {
    const before = process.cpuUsage();
    result = await work();
    const { user, system } = process.cpuUsage(before);
    cpuSeconds = Math.min(cpuSeconds, (user + system) / 1e6);
  }
  return { cpuSeconds, result };
}
