import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QuantError } from '#base';
import { decodeTensors, encodeTensors } from './safetensors.ts';

const tensors = [
  { name: 'w', shape: [2, 3], data: Float32Array.of(1, 2, 3, Number.NaN, -0, 1e30) },
  { name: 'b', shape: [2], data: Float64Array.of(Math.PI, Number.MIN_VALUE) },
  { name: 'none', shape: [0], data: new Float32Array(0) },
];

/** A file with this header and so many bytes of values. */
function fileWith(header: unknown, valueBytes: number): Uint8Array {
  const text = typeof header === 'string' ? header : JSON.stringify(header);
  const json = new TextEncoder().encode(text);
  const file = new Uint8Array(8 + json.length + valueBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true);
  file.set(json, 8);
  return file;
}

const vector = (from: number, to: number, rest = {}) => ({
  dtype: 'F32',
  shape: [(to - from) / 4],
  data_offsets: [from, to],
  ...rest,
});

describe('safetensors', () => {
  it('gives back every bit of what was written', () => {
    expect(decodeTensors(encodeTensors(tensors), 'x')).toEqual(tensors);
    expect(decodeTensors(encodeTensors([]), 'x')).toEqual([]);
  });

  it('reads a file written by others, with metadata', () => {
    const file = fileWith({ __metadata__: { by: 'them' }, w: vector(0, 4) }, 4);
    expect(decodeTensors(file, 'x')).toEqual([{ name: 'w', shape: [1], data: Float32Array.of(0) }]);
  });

  const hostile: readonly [string, Uint8Array, RegExp][] = [
    ['nothing', new Uint8Array(3), /3 bytes/],
    ['a header longer than the file', fileWith({}, 0).fill(255, 0, 8), /header of/],
    ['a header that is not JSON', fileWith('{"w":', 0), /not JSON/],
    ['a list', fileWith([], 0), /not an object/],
    ['a tensor that is a number', fileWith({ w: 1 }, 0), /not described/],
    ['an unknown type', fileWith({ w: vector(0, 4, { dtype: 'I64' }) }, 4), /type I64/],
    ['a negative length', fileWith({ w: vector(0, 4, { shape: [-1] }) }, 4), /shape/],
    [
      'a shape beyond its bytes',
      fileWith({ w: vector(0, 4, { shape: [1e9, 1e9] }) }, 4),
      /lies in/,
    ],
    ['offsets that run backwards', fileWith({ w: vector(4, 0) }, 4), /lies in|shape/],
    ['a gap', fileWith({ w: vector(4, 8) }, 8), /begins at 4, expected 0/],
    ['an overlap', fileWith({ v: vector(0, 8), w: vector(4, 8) }, 8), /begins at 4, expected 8/],
    ['values left over', fileWith({ w: vector(0, 4) }, 8), /4 bytes in 8/],
    [
      'a name given twice',
      fileWith(`{"w":${JSON.stringify(vector(0, 4))},"w":${JSON.stringify(vector(4, 8))}}`, 8),
      /begins at 4, expected 0/,
    ],
  ];
  it.each(hostile)('refuses %s', (_, file, message) => {
    expect(() => decodeTensors(file, 'm/weights')).toThrow(message);
    expect(() => decodeTensors(file, 'm/weights')).toThrow(QuantError);
  });

  it('refuses or reads any damaged file, and never does anything else', () => {
    const good = encodeTensors(tensors);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.nat(good.length),
        (changes, length) => {
          const file = good.slice(0, length);
          for (const [at, byte] of changes) if (at < length) file[at] = byte;
          try {
            for (const { shape, data } of decodeTensors(file, 'x')) {
              expect(shape.reduce((product, size) => product * size, 1)).toBe(data.length);
            }
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(QuantError);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
