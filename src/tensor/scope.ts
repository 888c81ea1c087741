// Building is synchronous, so the layer that is being built can be ambient; it only names things.
let currentScope = '';

/** Names what `body` builds after its layer: `block1/attention`. */
export function scoped<Result>(name: string, body: () => Result): Result {
  return inScope(pathOf(name), body);
}

/** As `scoped`, from the root. */
export function inScope<Result>(path: string, body: () => Result): Result {
  const before = currentScope;
  currentScope = path;
  try {
    return body();
  } finally {
    currentScope = before;
  }
}

/** The layer that is being built, '' at the root. */
export function scopeNow(): string {
  return currentScope;
}

/** `block1/attention/weight`: a name in the layer that is being built. */
export function pathOf(name: string): string {
  return currentScope === '' ? name : `${currentScope}/${name}`;
}

/** `matmul at block1/attention`, for messages. */
export function here(operation: string): string {
  return currentScope === '' ? operation : `${operation} at ${currentScope}`;
}
