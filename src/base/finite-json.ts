import { QuantError } from './errors.ts';

/** Deeper nesting than this is a cycle, not a value. */
const DEEPEST = 100;

/**
 * JSON that reads back as exactly what was written, −0 included, or a refusal.
 *
 * JSON.stringify would write NaN as null, which reads back as 0 where a number is expected, and
 * drop undefined in silence; state that money depends on must not change on its way to disk.
 *
 * @throws base/non-finite for NaN and ±Infinity, base/not-json for all else JSON has no word for;
 * both name the place, such as `performance.equity`
 */
export function encodeFiniteJson(value: unknown): string {
  return holdsNegativeZero(value, [])
    ? JSON.stringify(value, keepNegativeZero)
    : JSON.stringify(value);
}

/**
 * The value that `encodeFiniteJson` wrote.
 *
 * @throws SyntaxError for text that is not JSON, base/non-finite for numbers too large to be finite
 */
export function decodeFiniteJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  // Numbers like 1e999 parse to Infinity.
  holdsNegativeZero(value, []);
  return value;
}

/** JSON.stringify writes −0 as 0; this writes it as it is, which JSON.parse reads back. */
function keepNegativeZero(_key: string, value: unknown): unknown {
  return Object.is(value, -0) ? RAW_JSON.rawJSON('-0') : value;
}

/** Part of every supported Node, not yet of the compiler's library. */
const RAW_JSON = JSON as unknown as { rawJSON(text: string): unknown };

/** Where the walk is: keys and indices from the outermost value inwards. */
type Trail = (string | number)[];

/** Walks the whole value and refuses what JSON would change; −0 is the one thing it only reports. */
function holdsNegativeZero(value: unknown, trail: Trail): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return false;
    case 'number':
      if (!Number.isFinite(value)) throw nonFinite(value, trail);
      return Object.is(value, -0);
    case 'object':
      if (value === null) return false;
      if (trail.length >= DEEPEST) throw notJson(`nested deeper than ${DEEPEST}`, trail);
      return Array.isArray(value) ? walkArray(value, trail) : walkObject(value, trail);
    default:
      throw notJson(typeof value, trail);
  }
}

function walkArray(items: readonly unknown[], trail: Trail): boolean {
  let found = false;
  for (let at = 0; at < items.length; at++) {
    trail.push(at);
    if (holdsNegativeZero(items[at], trail)) found = true;
    trail.pop();
  }
  return found;
}

function walkObject(value: object, trail: Trail): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw notJson(`a ${value.constructor.name}`, trail);
  }
  let found = false;
  for (const [key, inner] of Object.entries(value)) {
    trail.push(key);
    if (holdsNegativeZero(inner, trail)) found = true;
    trail.pop();
  }
  return found;
}

function nonFinite(value: number, trail: Trail): QuantError {
  const place = placeOf(trail);
  const message = `${place} is ${value}; saving is refused and the last good save is kept.`;
  return new QuantError('base/non-finite', message, { context: { place } });
}

function notJson(found: string, trail: Trail): QuantError {
  const place = placeOf(trail);
  const message = `${place} is ${found}, which JSON cannot hold; saving is refused and the last good save is kept.`;
  return new QuantError('base/not-json', message, { context: { place } });
}

function placeOf(trail: Trail): string {
  const path = trail.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
  return path === '' ? 'The value' : path.replace(/^\./, '');
}
