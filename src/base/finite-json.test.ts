import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFiniteJson, encodeFiniteJson } from './finite-json.ts';

describe('finite JSON', () => {
  it('reads back exactly what was written, −0 and lone surrogates included', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) =>
        isDeepStrictEqual(decodeFiniteJson(encodeFiniteJson(value)), value),
      ),
    );
    const doubles = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(doubles, (value) => Object.is(decodeFiniteJson(encodeFiniteJson(value)), value)),
    );
    const odd = { zero: [-0, { deep: -0 }], text: 'lone \ud800 surrogate' };
    expect(isDeepStrictEqual(decodeFiniteJson(encodeFiniteJson(odd)), odd)).toBe(true);
  });

  it.each([
    [{ performance: { equity: Number.NaN } }, 'performance.equity is NaN'],
    [{ books: [{ cash: 1 }, { cash: Number.NEGATIVE_INFINITY }] }, 'books[1].cash is -Infinity'],
    [Number.POSITIVE_INFINITY, 'The value is Infinity'],
  ])('refuses %o and names the place', (value, sentence) => {
    expect(() => encodeFiniteJson(value)).toThrow(
      expect.objectContaining({
        code: 'base/non-finite',
        message: expect.stringContaining(sentence),
      }),
    );
  });

  it.each([
    [{ halt: undefined }, 'halt is undefined'],
    [[1, undefined, 3], '[1] is undefined'],
    [{ weights: new Float64Array(2) }, 'weights is a Float64Array'],
    [{ at: new Date(0) }, 'at is a Date'],
    [{ lots: 3n }, 'lots is bigint'],
    [new Map(), 'The value is a Map'],
  ])('refuses %o, which JSON would change in silence', (value, sentence) => {
    expect(() => encodeFiniteJson(value)).toThrow(
      expect.objectContaining({
        code: 'base/not-json',
        message: expect.stringContaining(sentence),
      }),
    );
  });

  it('refuses a cycle instead of running out of stack', () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    expect(() => encodeFiniteJson(loop)).toThrow('nested deeper than 100');
  });

  it('refuses to read a number that is not finite once parsed', () => {
    expect(() => decodeFiniteJson('{"equity":1e999}')).toThrow('equity is Infinity');
  });
});
