/** As much of MessagePack as Alpaca's stream speaks: its own encoder, so that no library checks itself. */
export function packMessage(value: unknown): Uint8Array {
  const bytes: number[] = [];
  pack(value, bytes);
  return Uint8Array.from(bytes);
}

function pack(value: unknown, out: number[]): void {
  if (value === null || value === undefined) out.push(0xc0);
  else if (typeof value === 'boolean') out.push(value ? 0xc3 : 0xc2);
  else if (typeof value === 'number') packNumber(value, out);
  else if (typeof value === 'string') packString(value, out);
  else if (value instanceof Date) packTime(value, out);
  else if (Array.isArray(value)) {
    out.push(0xdd, ...bigEndian(value.length, 4));
    for (const item of value) pack(item, out);
  } else {
    const entries = Object.entries(value);
    out.push(0xdf, ...bigEndian(entries.length, 4));
    for (const [key, inner] of entries) {
      packString(key, out);
      pack(inner, out);
    }
  }
}

function packNumber(value: number, out: number[]): void {
  if (Number.isInteger(value) && value >= 0 && value < 2 ** 53) {
    // As the server does for volumes: 64 bits whatever the size.
    out.push(0xcf, ...bigEndian(Math.floor(value / 2 ** 32), 4), ...bigEndian(value >>> 0, 4));
    return;
  }
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  out.push(0xcb, ...new Uint8Array(view.buffer));
}

function packString(text: string, out: number[]): void {
  const bytes = new TextEncoder().encode(text);
  out.push(0xdb, ...bigEndian(bytes.length, 4), ...bytes);
}

/** Timestamp 96: nanoseconds in 32 bits, seconds in 64. */
function packTime(time: Date, out: number[]): void {
  const ms = time.getTime();
  const seconds = Math.floor(ms / 1000);
  out.push(0xc7, 12, 0xff, ...bigEndian((ms - seconds * 1000) * 1e6, 4));
  out.push(...bigEndian(Math.floor(seconds / 2 ** 32), 4), ...bigEndian(seconds >>> 0, 4));
}

function bigEndian(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, at) => (value >>> (8 * (bytes - 1 - at))) & 0xff);
}

/** Reads what a client sends: maps, lists, short numbers and text. */
export function unpackMessage(bytes: Uint8Array): unknown {
  return new Unpacker(bytes).value();
}

class Unpacker {
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  value(): unknown {
    const kind = this.#size(1);
    if (kind < 0x80) return kind;
    if (kind < 0x90) return this.#map(kind & 0x0f);
    if (kind < 0xa0) return this.#list(kind & 0x0f);
    if (kind < 0xc0) return this.#text(kind & 0x1f);
    if (kind === 0xc0) return null;
    if (kind === 0xc2 || kind === 0xc3) return kind === 0xc3;
    if (kind === 0xd9) return this.#text(this.#size(1));
    if (kind === 0xda) return this.#text(this.#size(2));
    if (kind === 0xdc) return this.#list(this.#size(2));
    if (kind === 0xde) return this.#map(this.#size(2));
    throw new Error(`no client sends 0x${kind.toString(16)}`);
  }

  #size(bytes: 1 | 2): number {
    const value = bytes === 1 ? this.#view.getUint8(this.#at) : this.#view.getUint16(this.#at);
    this.#at += bytes;
    return value;
  }

  #list(length: number): unknown[] {
    return Array.from({ length }, () => this.value());
  }

  #map(length: number): Record<string, unknown> {
    return Object.fromEntries(
      Array.from({ length }, () => [String(this.value()), this.value()] as const),
    );
  }

  #text(length: number): string {
    const { buffer, byteOffset } = this.#view;
    const bytes = new Uint8Array(buffer, byteOffset + this.#at, length);
    this.#at += length;
    return new TextDecoder().decode(bytes);
  }
}
