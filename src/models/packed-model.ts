import { QuantError, sha256 } from '#base';
import type { ModelCard } from './model-card.ts';
import { architectureOf } from './model-zoo.ts';
import { decodeTensors, encodeTensors } from './safetensors.ts';
import type { TrainedModel } from './trained-model.ts';

/** A model's weights as bytes; with its card they are the whole model. */
export function packModel({ model }: TrainedModel): Uint8Array {
  return encodeTensors(model.weights());
}

/**
 * The model of a card and its weights, after they have proved to be those the card was made for.
 *
 * @param path - where the bytes came from, named in errors
 * @throws models/corrupt, models/unknown-model, models/bad-weights
 */
export async function unpackModel(
  card: ModelCard,
  bytes: Uint8Array,
  path: string,
): Promise<TrainedModel> {
  const found = sha256(bytes);
  if (found !== card.weightsHash) {
    throw new QuantError(
      'models/corrupt',
      `The weights ${path} have hash ${found.slice(0, 12)}, their card says ${card.weightsHash.slice(0, 12)}; restore them or train the model again.`,
    );
  }
  const { name, pipeline, seqLen, horizonBars, settings } = card;
  const spec = { features: pipeline.selected, seqLen, horizonBars };
  const weights = decodeTensors(bytes, path);
  const model = await architectureOf(name).restore(spec, settings, weights);
  const parameters = model.countParameters();
  if (parameters === card.parameters) return { card, model };
  throw new QuantError(
    'models/corrupt',
    `The weights ${path} hold ${parameters} parameters and their card says ${card.parameters}; restore them or train the model again.`,
  );
}
