import { assert } from '#base';

/** Long arrays of state as base64 of their little-endian bytes: exact, NaN included, and a fifth of the JSON. */
export function numbersToText(values: Float64Array | Float32Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
}

/** Writes what `numbersToText` made into an array of the same type and length. */
export function textToNumbers(text: string, into: Float64Array | Float32Array): void {
  const bytes = Buffer.from(text, 'base64');
  assert(bytes.length === into.byteLength, 'a saved array has the length of the one it fills');
  new Uint8Array(into.buffer, into.byteOffset, into.byteLength).set(bytes);
}
