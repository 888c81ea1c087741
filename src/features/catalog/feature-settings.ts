import type { SystemConfig } from '#config';

/** Settings that decide what features there are and what they mean. */
export type FeatureSettings = Pick<SystemConfig, 'features' | 'data'>;
