import { featureContract } from '../../../../tests/contracts/feature.ts';
import { listedLevels } from '../../level-family.ts';
import { VOLUME_FEATURES, VOLUME_LEVELS } from './volume-features.ts';

featureContract([...VOLUME_FEATURES, ...listedLevels(VOLUME_LEVELS)]);
