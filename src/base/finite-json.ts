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
  return encode(value, []);
}

/**
 * The value that `encodeFiniteJson` wrote.
 *
 * @throws SyntaxError for text that is not JSON, base/non-finite for numbers too large to be finite
 */
export function decodeFiniteJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  // Numbers like 1e999 parse to Infinity; encoding again is the walk that refuses them.
  encode(value, []);
  return value;
}

/** Where the walk is: keys and indices from the outermost value inwards. */
type Trail = (string | number)[];

function encode(value: unknown, trail: Trail): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      if (!Number.isFinite(value)) throw nonFinite(value, trail);
      return Object.is(value, -0) ? '-0' : String(value);
    case 'object':
      if (value === null) return 'null';
      if (trail.length >= DEEPEST) throw notJson(`nested deeper than ${DEEPEST}`, trail);
      return Array.isArray(value) ? encodeArray(value, trail) : encodeObject(value, trail);
    default:
      throw notJson(typeof value, trail);
  }
}

function encodeArray(items: readonly unknown[], trail: Trail): string {
  let text = '[';
  for (let at = 0; at < items.length; at++) {
    trail.push(at);
    text += (at === 0 ? '' : ',') + encode(items[at], trail);
    trail.pop();
  }
  return `${text}]`;
}

function encodeObject(value: object, trail: Trail): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw notJson(`a ${value.constructor.name}`, trail);
  }
  let text = '';
  for (const [key, inner] of Object.entries(value)) {
    trail.push(key);
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${encode(inner, trail)}`;
    trail.pop();
  }
  return `{${text}}`;
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
