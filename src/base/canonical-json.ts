import { encodeFiniteJson } from './finite-json.ts';

/**
 * JSON whose keys are in one order: equal values give equal text, so it can be hashed.
 *
 * @throws base/non-finite, base/not-json, as `encodeFiniteJson`
 */
export function canonicalJson(value: unknown): string {
  return encodeFiniteJson(inOrder(value));
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isPlainObject(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, inOrder(value[key])]));
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  return Object.getPrototypeOf(value) === Object.prototype;
}
