import { canonicalJson, sha256 } from '#base';
import type { SystemConfig } from './schema.ts';

/** SHA-256 of a configuration, the same for the same values whatever their order. */
export function configHash(config: SystemConfig): string {
  return sha256(canonicalJson(config));
}
