/** The self-learning loop: triggers, challengers, state that outlives its process; imports everything below. */
export type { BarEntry, BarLedger } from './bar-ledger.ts';
export { LearningCheckpoint } from './learning-checkpoint.ts';
export type { LearningReplay } from './learning-replay.ts';
export { replayLearning } from './learning-replay.ts';
export type { LivePorts, LiveRunResult, LiveRunSetup } from './live-run.ts';
export { runLive } from './live-run.ts';
export type { RunCheckpointSetup } from './run-checkpoint.ts';
export { RunCheckpoint } from './run-checkpoint.ts';
export type { RunIdentity } from './run-identity.ts';
export { decidingSettings } from './run-identity.ts';
export { LEAST_WARM_UP_MS } from './trading-calendar.ts';
