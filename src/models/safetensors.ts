import { assert, messageOf, QuantError } from '#base';
import type { NamedTensor } from './model.ts';

const LENGTH_BYTES = 8;
const SPACE = 0x20;
/** A header of ours is a few kilobytes; a larger one is not ours. */
const LARGEST_HEADER_BYTES = 1 << 20;
const MOST_DIMENSIONS = 8;
const VALUE_BYTES = { F32: 4, F64: 8 } as const;

type ValueType = keyof typeof VALUE_BYTES;

interface Entry {
  readonly name: string;
  readonly type: ValueType;
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** Where the format keeps texts beside the tensors. */
const METADATA = '__metadata__';

/** Texts by name, kept in the header of a file. */
export type TensorMetadata = Readonly<Record<string, string>>;

/**
 * Tensors as safetensors: header length (u64), JSON header, then the values without a gap.
 *
 * @param metadata - stands first in the header, in its order
 * @see the safetensors format, version 0.4; little-endian throughout
 */
export function encodeTensors(
  tensors: readonly NamedTensor[],
  metadata?: TensorMetadata,
): Uint8Array {
  const header: Record<string, unknown> = metadata ? { [METADATA]: metadata } : {};
  let offset = 0;
  for (const { name, shape, data } of tensors) {
    const dtype: ValueType = data instanceof Float64Array ? 'F64' : 'F32';
    header[name] = { dtype, shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const json = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(SPACE);
  json.set(text);
  assert(json.length <= LARGEST_HEADER_BYTES, `a header of ${json.length} bytes can be read again`);
  const file = new Uint8Array(LENGTH_BYTES + json.length + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true);
  file.set(json, LENGTH_BYTES);
  let at = LENGTH_BYTES + json.length;
  for (const { data } of tensors) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return file;
}

/**
 * Reads what `encodeTensors` wrote; nothing in the file is believed before it is checked.
 *
 * Entries must cover the values from first to last byte, each as long as its shape says, so an
 * entry hidden behind a second one of the same name leaves a gap and is found.
 *
 * @param path - named in the error
 * @throws models/corrupt
 */
export function decodeTensors(file: Uint8Array, path: string): NamedTensor[] {
  return decodeTensorFile(file, path).tensors;
}

/** `decodeTensors`, and the texts beside the tensors. @throws models/corrupt */
export function decodeTensorFile(
  file: Uint8Array,
  path: string,
): { readonly tensors: NamedTensor[]; readonly metadata: TensorMetadata } {
  const refuse = (what: string) =>
    new QuantError(
      'models/corrupt',
      `The weights ${path} are not a safetensors file (${what}); restore them or train the model again.`,
    );
  if (file.length < LENGTH_BYTES) throw refuse(`${file.length} bytes`);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const headerBytes = Number(view.getBigUint64(0, true));
  const room = Math.min(LARGEST_HEADER_BYTES, file.length - LENGTH_BYTES);
  if (!(headerBytes <= room)) throw refuse(`header of ${headerBytes} bytes, room for ${room}`);

  const values = file.subarray(LENGTH_BYTES + headerBytes);
  const header = file.subarray(LENGTH_BYTES, LENGTH_BYTES + headerBytes);
  const { entries, metadata } = readHeader(header, refuse);
  let covered = 0;
  for (const { name, from, to } of entries) {
    if (from !== covered) throw refuse(`tensor '${name}' begins at ${from}, expected ${covered}`);
    covered = to;
  }
  if (covered !== values.length) {
    throw refuse(`tensors of ${covered} bytes in ${values.length} bytes of values`);
  }
  const tensors = entries.map(({ name, type, shape, from, to }) => {
    // A copy of its own: a Node Buffer's slice would share the memory it was read into.
    const { buffer } = new Uint8Array(values.subarray(from, to));
    return {
      name,
      shape,
      data: type === 'F64' ? new Float64Array(buffer) : new Float32Array(buffer),
    };
  });
  return { tensors, metadata };
}

function readHeader(
  bytes: Uint8Array,
  refuse: (what: string) => QuantError,
): { readonly entries: readonly Entry[]; readonly metadata: TensorMetadata } {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw refuse(`header is not JSON: ${messageOf(cause)}`);
  }
  if (!isRecord(header)) throw refuse('header is not an object');
  const { [METADATA]: metadata = {}, ...described } = header;
  if (!isTexts(metadata)) throw refuse('metadata is not an object of texts');
  const entries = Object.entries(described)
    .map(([name, entry]) => readEntry(name, entry, refuse))
    .sort((a, b) => a.from - b.from || a.to - b.to);
  return { entries, metadata };
}

function readEntry(name: string, entry: unknown, refuse: (what: string) => QuantError): Entry {
  if (!isRecord(entry)) throw refuse(`tensor '${name}' is not described by an object`);
  const { dtype: type, shape, data_offsets: offsets } = entry;
  if (type !== 'F32' && type !== 'F64') throw refuse(`tensor '${name}' has type ${String(type)}`);
  if (!isCounts(shape) || shape.length > MOST_DIMENSIONS) {
    throw refuse(`tensor '${name}' has shape ${JSON.stringify(shape)}`);
  }
  if (!isCounts(offsets) || offsets.length !== 2) {
    throw refuse(`tensor '${name}' has offsets ${JSON.stringify(offsets)}`);
  }
  const [from, to] = offsets;
  const bytes = shape.reduce((product, length) => product * length, VALUE_BYTES[type]);
  if (to - from !== bytes) {
    throw refuse(`tensor '${name}' of ${bytes} bytes lies in ${to - from}`);
  }
  return { name, type, shape, from, to };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is TensorMetadata {
  return isRecord(value) && Object.values(value).every((text) => typeof text === 'string');
}

function isCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0);
}
