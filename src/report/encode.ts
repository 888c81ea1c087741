/** A column as Plotly reads it: base64 of little-endian numbers. */
export interface EncodedColumn {
  readonly dtype: 'f4' | 'f8';
  readonly bdata: string;
}

/** Full precision: times, and amounts that are read as figures. */
export function encodeDouble(values: ArrayLike<number>): EncodedColumn {
  return { dtype: 'f8', bdata: base64(Float64Array.from(values)) };
}

/** Seven digits, half the bytes: whatever is only drawn. */
export function encodeSingle(values: ArrayLike<number>): EncodedColumn {
  return { dtype: 'f4', bdata: base64(Float32Array.from(values)) };
}

/** JSON that cannot end the script element it stands in. */
export function encodeJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

function base64(values: Float32Array | Float64Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
}
