/** What one run of some work took. */
export interface Duration {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** Of several runs: the least disturbed one by each clock, and the one in the middle. */
export interface Durations {
  readonly fastestMs: number;
  readonly medianMs: number;
  readonly leastCpuMs: number;
}

/** Runs once and says what it took. */
export type Runner = () => Promise<Duration>;

const WARM_UP = 3;
const LEAST_ROUNDS = 5;
/** No more rounds after this, once there are a few: on a busy machine one side may be very slow. */
const ENOUGH_MS = 20_000;
/** For threads that still wait busily for more to do. */
const PAUSE_MS = 10;

/** Times work of this process; its CPU time is that of all its threads. */
export function runnerOf(work: () => Promise<unknown>): Runner {
  return async () => {
    const cpu = process.cpuUsage();
    const started = performance.now();
    await work();
    const wallMs = performance.now() - started;
    const { user, system } = process.cpuUsage(cpu);
    return { wallMs, cpuMs: (user + system) / 1000 };
  };
}

/** Lets runners take turns, at most `rounds` times, so that whatever else the machine does disturbs them alike. */
export async function inTurns(
  rounds: number,
  runners: readonly Runner[],
): Promise<readonly Durations[]> {
  const taken = runners.map((): Duration[] => []);
  const started = performance.now();
  for (let round = 0; round < WARM_UP + rounds; round++) {
    const isEnough = round >= WARM_UP + LEAST_ROUNDS && performance.now() - started > ENOUGH_MS;
    if (isEnough) break;
    for (const [at, run] of runners.entries()) {
      const duration = await run();
      if (round >= WARM_UP) taken[at].push(duration);
      if (runners.length > 1) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
  return taken.map(summary);
}

function summary(taken: readonly Duration[]): Durations {
  const wall = taken.map(({ wallMs }) => wallMs).sort((a, b) => a - b);
  return {
    fastestMs: wall[0],
    medianMs: wall[Math.floor(wall.length / 2)],
    leastCpuMs: Math.min(...taken.map(({ cpuMs }) => cpuMs)),
  };
}
