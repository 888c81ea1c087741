/** Deepest nesting of structs and lists in what this program writes, with room. */
const DEEPEST = 12;

/** More values than this in one footer or page header are nothing that this program wrote. */
const MOST_VALUES = 20_000;

/** Longest form of a 64-bit number. */
const LONGEST_VARINT = 10;

const TRUE = 1;
const FALSE = 2;
const BYTE = 3;
const I16 = 4;
const I64 = 6;
const DOUBLE = 7;
const BINARY = 8;
const LIST = 9;
const STRUCT = 12;

/**
 * Where a struct in Thrift's compact form ends, proven to be small enough to be parsed.
 *
 * The parser trusts lengths and numbers: one number of a million bytes keeps it busy for minutes, a
 * list of empty structs fills the memory. So nothing reaches it that has not been walked here.
 *
 * @throws Error when it does not end before `to`, or is larger or deeper than an honest one
 */
export function endOfStruct(bytes: Uint8Array, from: number, to: number): number {
  const walk = new ThriftWalk(bytes, from, to);
  walk.struct(0);
  return walk.at;
}

class ThriftWalk {
  at: number;
  readonly #bytes: Uint8Array;
  readonly #to: number;
  #values = 0;

  constructor(bytes: Uint8Array, from: number, to: number) {
    this.#bytes = bytes;
    this.at = from;
    this.#to = to;
  }

  struct(depth: number): void {
    if (depth > DEEPEST) throw new Error(`its structs are nested deeper than ${DEEPEST}`);
    for (;;) {
      const head = this.#byte();
      if ((head & 15) === 0) return;
      if (head >> 4 === 0) this.#number(LONGEST_VARINT);
      this.#value(head & 15, depth + 1);
    }
  }

  #value(type: number, depth: number): void {
    if (++this.#values > MOST_VALUES) throw new Error(`it holds more than ${MOST_VALUES} values`);
    if (type === TRUE || type === FALSE) return;
    if (type === BYTE) this.#skip(1);
    else if (type >= I16 && type <= I64) this.#number(LONGEST_VARINT);
    else if (type === DOUBLE) this.#skip(8);
    else if (type === BINARY) this.#skip(this.#number(5));
    else if (type === LIST) this.#list(depth);
    else if (type === STRUCT) this.struct(depth);
    else throw new Error(`it holds a value of the unknown type ${type}`);
  }

  #list(depth: number): void {
    const head = this.#byte();
    const length = head >> 4 === 15 ? this.#number(5) : head >> 4;
    if (!(length <= this.#to - this.at)) throw new Error(`a list claims ${length} values`);
    const type = head & 15;
    // In a list a truth value takes a byte of its own.
    const held = type === TRUE || type === FALSE ? BYTE : type;
    for (let item = 0; item < length; item++) this.#value(held, depth);
  }

  /** A number, exact while it is below 2^53. */
  #number(longest: number): number {
    let value = 0;
    for (let digit = 0; digit < longest; digit++) {
      const byte = this.#byte();
      value += (byte & 127) * 128 ** digit;
      if (byte < 128) return value;
    }
    throw new Error(`a number takes more than ${longest} bytes`);
  }

  #byte(): number {
    this.#skip(1);
    return this.#bytes[this.at - 1];
  }

  #skip(count: number): void {
    this.at += count;
    if (!(this.at <= this.#to)) throw new Error('it ends in the middle of a value');
  }
}
