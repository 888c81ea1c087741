/** The self-learning loop: triggers, challengers, state that outlives its process; imports everything below. */
export type { BarEntry, BarLedger } from './bar-ledger.ts';
export { childRetrainer } from './child-retrainer.ts';
export type { LearningReplay } from './learning-replay.ts';
export { replayLearning } from './learning-replay.ts';
export type { LivePorts, LiveRunResult, LiveRunSetup } from './live-run.ts';
export { runLive } from './live-run.ts';
export type { RunIdentity } from './live-state.ts';
export { settingsHash } from './live-state.ts';
export type { Retrainer, RetrainOutcome, RetrainTask, RunningRetrain } from './retrain-task.ts';
