import { QuantError } from '#base';
import { type SystemConfig, systemSchema } from '#config';
import type { Architecture, ArchitectureOutcome, TrainingTask } from '../architecture.ts';
import type { Model, ModelSettings, ModelSpec } from '../model.ts';
import { type Network, NetworkModel, type NetworkOptions } from './network-model.ts';

/** The weights of one network, or why there are none. */
export type MemberOutcome =
  | { readonly kind: 'trained'; readonly parameters: Float32Array }
  | Exclude<ArchitectureOutcome, { kind: 'trained' }>;

/** What tells one kind of network from another. */
export interface NetworkKind<Sizes extends ModelSettings> {
  readonly name: string;
  readonly output: Model['output'];
  seqLen(config: SystemConfig): number;
  samplesAnExample(config: SystemConfig): number;
  sizes(config: SystemConfig): Sizes;
  network(spec: ModelSpec, sizes: Sizes): Network;
  /** Trains one network; everything drawn comes from the task's seed. */
  trainMember(task: TrainingTask, sizes: Sizes): Promise<MemberOutcome>;
}

/**
 * An architecture whose models are networks, `training.seeds` of them, each from a seed of its own.
 *
 * Training stops early on the validation samples, so the weights are not fitted again on all.
 */
export function networkArchitecture<Sizes extends ModelSettings>(
  kind: NetworkKind<Sizes>,
): Architecture {
  const settingsIn = (config: SystemConfig) => {
    return { ...kind.sizes(config), members: config.training.seeds };
  };
  const optionsOf = (spec: ModelSpec, settings: Sizes & { members: number }): NetworkOptions => {
    const { name, output } = kind;
    return { name, output, spec, network: kind.network(spec, settings), members: settings.members };
  };
  return {
    name: kind.name,
    refits: false,
    seqLen: (config) => kind.seqLen(config),
    samplesAnExample: (config) => kind.samplesAnExample(config),
    settings: settingsIn,
    train: (task) =>
      trainMembers(kind, task, optionsOf(task.samples.spec, settingsIn(task.config))),
    restore: async (spec, settings, weights) => {
      const values = weights.reduce((sum, { data }) => sum + data.length, 0);
      checkSettings(kind.name, settings, { known: settingsIn(systemSchema.parse({})), values });
      return NetworkModel.ofTensors(optionsOf(spec, settings), weights);
    },
  };
}

async function trainMembers<Sizes extends ModelSettings>(
  kind: NetworkKind<Sizes>,
  task: TrainingTask,
  options: NetworkOptions,
): Promise<ArchitectureOutcome> {
  const members: Float32Array[] = [];
  for (let member = 0; member < options.members; member++) {
    const own = { ...task, seed: task.seed + member, run: `${task.run}-${member}` };
    const outcome = await kind.trainMember(own, kind.sizes(task.config));
    if (outcome.kind !== 'trained') return outcome;
    members.push(outcome.parameters);
  }
  return { kind: 'trained', model: NetworkModel.ofMembers(options, members), choices: {} };
}

/**
 * A card may be of any origin: what it lacks is said here, not by a shape somewhere in the network.
 *
 * @param values - numbers in its weights: no size is larger, and one that is would be built before it
 * is found wrong
 */
function checkSettings<Settings extends ModelSettings>(
  name: string,
  found: ModelSettings,
  { known, values }: { readonly known: Settings; readonly values: number },
): asserts found is Settings {
  const isSound = (key: string) => {
    const value = found[key];
    if (!Number.isInteger(known[key])) return typeof value === typeof known[key];
    return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= values;
  };
  const wrong = Object.keys(known).find((key) => !isSound(key));
  if (wrong === undefined) return;
  throw new QuantError(
    'models/bad-weights',
    `The card of model '${name}' says ${wrong} is ${found[wrong]}; train the model again.`,
  );
}
