import type { SystemConfig } from '#config';
import { chosenFeatures, type FeatureDefinition, listFeatures, maskNameOf } from '#features';

/** The features that the settings name; all there are where they name none. */
export function askedFeatures(config: SystemConfig): readonly FeatureDefinition[] {
  const { only, also, files } = config.features;
  return only.length + also.length > 0 ? chosenFeatures(config) : listFeatures(files);
}

/** Names of columns in the order in which `features.only` names them; as they come where it is empty. */
export function inOrderAsked({ features }: SystemConfig, names: readonly string[]): string[] {
  const { only, also } = features;
  if (only.length === 0) return [...names];
  const asked = [...only, ...also];
  const place = (name: string) => {
    const at = asked.findIndex((known) => name === known || name === maskNameOf(known));
    return at === -1 ? asked.length : at;
  };
  return names.toSorted((a, b) => place(a) - place(b));
}
