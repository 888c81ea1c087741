import { featureContract } from '../../../../tests/contracts/feature.ts';
import { listedLevels } from '../../level-family.ts';
import { VOLATILITY_FEATURES, VOLATILITY_LEVELS } from './volatility-features.ts';

featureContract([...VOLATILITY_FEATURES, ...listedLevels(VOLATILITY_LEVELS)]);
