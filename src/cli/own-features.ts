import { nodeImport } from '#base/node';
import { loadFeatureFiles } from '#features';
import type { Session } from './session.ts';

/**
 * Loads the files of features that the settings name, before anything asks for features.
 *
 * @throws features/file-unusable
 */
export async function loadOwnFeatures({ config }: Session): Promise<void> {
  await loadFeatureFiles(config.features.files, nodeImport);
}
