import { featureContract } from '../../../../tests/contracts/feature.ts';
import { RETURN_FEATURES } from './return-features.ts';

featureContract(RETURN_FEATURES);
