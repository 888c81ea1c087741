import type { FeatureDefinition } from '../../kernel.ts';
import { marketBeta, marketCorrelation } from './market-factor.ts';
import {
  crossSectionalDispersion,
  crossSectionalLead,
  crossSectionalRank,
  marketReturn,
} from './standing.ts';

/** Features of an asset among the others of its market; a model that reads them knows one set of assets only. */
export const CROSS_ASSET_FEATURES: readonly FeatureDefinition[] = [
  crossSectionalRank,
  crossSectionalLead,
  crossSectionalDispersion,
  marketReturn,
  marketCorrelation,
  marketBeta,
];
