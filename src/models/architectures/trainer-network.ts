import { assert } from '#base';
import type { SystemConfig } from '#config';
import type { Architecture, TrainingTask } from '../architecture.ts';
import type { ModelSettings, ModelSpec } from '../model.ts';
import {
  type MemberOutcome,
  networkArchitecture,
  type NetworkKind,
} from './network-architecture.ts';
import type { SampleSet } from '../samples.ts';
import type { BatchSource } from '../training/batch-source.ts';
import type { Objective } from '../training/objective.ts';
import { Trainer } from '../training/trainer.ts';

/** A kind of network, what it minimises, and on which examples. */
export interface NetworkRecipe<Input extends string, Sizes extends ModelSettings>
  extends Omit<NetworkKind<Sizes>, 'seqLen' | 'trainMember'> {
  objective(spec: ModelSpec, sizes: Sizes, config: SystemConfig): Objective<Input>;
  examples(samples: SampleSet): BatchSource<Input>;
}

/** An architecture whose networks the Trainer trains, on windows of `model.seqLen` bars. */
export function trainerNetwork<Input extends string, Sizes extends ModelSettings>(
  recipe: NetworkRecipe<Input, Sizes>,
): Architecture {
  return networkArchitecture({
    ...recipe,
    seqLen: ({ model }) => model.seqLen,
    trainMember: (task, sizes) => fitMember(recipe, task, sizes),
  });
}

async function fitMember<Input extends string, Sizes extends ModelSettings>(
  recipe: NetworkRecipe<Input, Sizes>,
  { samples, validation, config, seed, services, run }: TrainingTask,
  sizes: Sizes,
): Promise<MemberOutcome> {
  assert(validation !== null, 'a network stops early on validation samples');
  const training = recipe.examples(samples);
  const held = recipe.examples(validation);
  if (training.count === 0 || held.count === 0) {
    return { kind: 'too-few-examples', training: training.count, validation: held.count };
  }
  const batchSize = Math.min(config.training.batchSize, training.count);
  const trainer = await Trainer.create({
    model: recipe.name,
    objective: recipe.objective(samples.spec, sizes, config),
    settings: { ...config.training, batchSize },
    seed,
    services,
    run,
  });
  try {
    const outcome = await trainer.fit(training, held);
    if (outcome.kind === 'diverged') return outcome;
    return { kind: 'trained', parameters: trainer.parameters };
  } finally {
    await trainer.release();
  }
}
