import { QuantError } from '#base';
import type { Architecture } from '../architecture.ts';
import type { Model, ModelSpec } from '../model.ts';

const NAME = 'persistence';
/** The last return in units of volatility: what is repeated. */
const REPEATED = 'ret1_vol';

/**
 * The naive forecast: what happened in the last bar happens in each of the next ones.
 *
 * ŷ_k = ln(c_t / c_{t−1}) / σ_t for every k. Learns nothing; a model must beat it.
 */
export const persistence: Architecture = {
  name: NAME,
  seqLen: () => 1,
  samplesAnExample: () => 1,
  settings: () => ({}),
  refits: false,
  train: async ({ samples }) => ({
    kind: 'trained',
    model: persistenceModel(samples.spec),
    choices: {},
  }),
  restore: async (spec) => persistenceModel(spec),
};

function persistenceModel(spec: ModelSpec): Model {
  const { seqLen, horizonBars } = spec;
  const features = spec.features.length;
  const column = spec.features.indexOf(REPEATED);
  if (column < 0) {
    throw new QuantError(
      'models/feature-missing',
      `Expected feature '${REPEATED}' for model '${NAME}', found ${spec.features.join(', ')}; add it to features.only.`,
    );
  }
  return {
    name: NAME,
    inputShape: { seqLen, features },
    horizonBars,
    output: 'returns',
    forward: async (windows, batch) => {
      const returns = new Float64Array(batch * horizonBars);
      for (let at = 0; at < batch; at++) {
        const last = windows[((at + 1) * seqLen - 1) * features + column];
        returns.fill(last, at * horizonBars, (at + 1) * horizonBars);
      }
      return returns;
    },
    countParameters: () => 0,
    weights: () => [],
    release: async () => undefined,
  };
}
