const OPEN_LIST = 0x5b;
const OPEN_OBJECT = 0x7b;
const COLON = 0x3a;

/**
 * How many lists, objects and members a JSON text has at most: its opening brackets and its colons, those
 * within texts among them.
 *
 * A list or a member takes up to a hundred times its bytes once it is read, so that not the length but
 * this number tells how much memory a text will fill.
 */
export function countJsonParts(text: Uint8Array): number {
  let parts = 0;
  for (const byte of text) {
    if (byte === OPEN_LIST || byte === OPEN_OBJECT || byte === COLON) parts++;
  }
  return parts;
}
