import { QuantError } from '#base';
import { type SystemConfig, systemSchema } from '#config';
import type { Parameters, Tensor } from '#tensor';
import type { Architecture, ArchitectureOutcome, TrainingTask } from './architecture.ts';
import type { Model, ModelSettings, ModelSpec } from './model.ts';
import { NetworkModel, type NetworkOptions } from './network-model.ts';

export type Network = (parameters: Parameters, x: Tensor) => Tensor;

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
  /** Windows [b, t, f] → returns [b, horizon] or scores [b, 1]. */
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
      checkSettings(kind.name, settings, settingsIn(systemSchema.parse({})));
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

/** A card may be of any origin: what it lacks is said here, not by a shape somewhere in the network. */
function checkSettings<Settings extends ModelSettings>(
  name: string,
  found: ModelSettings,
  known: Settings,
): asserts found is Settings {
  const wrong = Object.keys(known).find((key) => typeof found[key] !== typeof known[key]);
  if (wrong === undefined) return;
  throw new QuantError(
    'models/bad-weights',
    `The card of model '${name}' says ${wrong} is ${found[wrong]}; train the model again.`,
  );
}
