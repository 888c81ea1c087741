import { featureContract } from '../../../../tests/contracts/feature.ts';
import { RANGE_FEATURES } from './range-features.ts';

featureContract(RANGE_FEATURES);
