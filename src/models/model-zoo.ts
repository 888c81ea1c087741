import { QuantError } from '#base';
import { nearest, type SystemConfig } from '#config';
import type { Architecture } from './architecture.ts';
import { forecastingNetwork } from './architectures/forecasting-network.ts';
import { momentum } from './architectures/momentum.ts';
import { attentionLstm } from './networks/attention-lstm.ts';
import { decoderTransformer } from './networks/decoder-transformer.ts';
import { iTransformer } from './networks/i-transformer.ts';
import { linearNetwork } from './networks/linear-network.ts';
import { vlstm } from './networks/vlstm.ts';
import { persistence } from './architectures/persistence.ts';
import { ppo } from './architectures/ppo.ts';
import { ridge } from './architectures/ridge.ts';

type Sizes<Name extends keyof SystemConfig['model']> = SystemConfig['model'][Name];

const ZOO: readonly Architecture[] = [
  persistence,
  ridge,
  forecastingNetwork('linear', linearNetwork, () => ({ instanceNorm: false })),
  forecastingNetwork<Sizes<'transformer'>>(
    'transformer',
    decoderTransformer,
    ({ model }) => model.transformer,
  ),
  forecastingNetwork<Sizes<'itransformer'>>(
    'itransformer',
    iTransformer,
    ({ model }) => model.itransformer,
  ),
  forecastingNetwork<Sizes<'lstm'>>('lstm', attentionLstm, ({ model }) => model.lstm),
  forecastingNetwork<Sizes<'vlstm'>>('vlstm', vlstm, ({ model }) => model.vlstm),
  momentum,
  ppo,
];

/** Names of all kinds of models. */
export const MODEL_NAMES: readonly string[] = ZOO.map((architecture) => architecture.name);

/** @throws models/unknown-model naming the nearest one */
export function architectureOf(name: string): Architecture {
  const found = ZOO.find((architecture) => architecture.name === name);
  if (found !== undefined) return found;
  throw new QuantError(
    'models/unknown-model',
    `Unknown model '${name}'; did you mean '${nearest(name, MODEL_NAMES)}'? There are ${MODEL_NAMES.join(', ')}.`,
  );
}
