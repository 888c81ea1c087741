/** Names of settings and headers that carry secrets. */
const SECRET =
  /key.?id|api.?key|private.?key|secret|token|passw|passphrase|credential|authorization|cookie/i;

const DEEPEST = 6;

/** A copy of log fields that can be printed: secrets masked, errors told, cycles and depths cut off. */
export function loggable(value: unknown, depth = 0): unknown {
  if (typeof value === 'bigint' || typeof value === 'symbol') return String(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) return '…';
  if (value instanceof Date) return value;
  if (value instanceof Error) return loggableError(value, depth);
  if (ArrayBuffer.isView(value)) return `${value.constructor.name}(${value.byteLength} bytes)`;
  if (Array.isArray(value)) return value.map((item) => loggable(item, depth + 1));
  if (value instanceof Map || value instanceof Set) return loggable([...value], depth);
  return loggableFields(value, depth);
}

function loggableFields(value: object, depth: number): Record<string, unknown> {
  const masked = Object.entries(value).map(([key, inner]) => {
    const isSecret = SECRET.test(key) && inner !== undefined && inner !== null && inner !== '';
    return [key, isSecret ? '<set>' : loggable(inner, depth + 1)];
  });
  return Object.fromEntries(masked) as Record<string, unknown>;
}

function loggableError(error: Error, depth: number): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  const told = { name, message, stack, ...loggableFields(error, depth) };
  return cause === undefined ? told : { ...told, cause: loggable(cause, depth + 1) };
}
