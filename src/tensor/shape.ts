import { QuantError } from '#base';
import { here } from './scope.ts';

/** The one length that may stay open until a graph runs: the batch, or a multiple of it. */
type OpenDimension = 'batch' | `batch*${number}`;

/** The length of one axis. */
export type Dimension = number | OpenDimension;

/** Lengths of all axes; `[]` is a scalar. */
export type Shape = readonly Dimension[];

/** `[64, 60, 50]`, as it stands in error messages. */
export function describeShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/** What does not fit, and in which layer. */
export function shapeError(operation: string, problem: string): QuantError {
  return new QuantError('tensor/shape', `${here(operation)}: ${problem}.`);
}

interface Factors {
  readonly count: number;
  readonly open: boolean;
}

function factorsOf(dimension: Dimension): Factors {
  if (typeof dimension === 'number') return { count: dimension, open: false };
  return { count: dimension === 'batch' ? 1 : Number(dimension.slice(6)), open: true };
}

function fromFactors({ count, open }: Factors): Dimension {
  if (!open) return count;
  return count === 1 ? 'batch' : `batch*${count}`;
}

/** The product of all lengths; at most one of them may be open. */
export function elementCount(shape: Shape): Dimension {
  let count = 1;
  let open = false;
  for (const factors of shape.map(factorsOf)) {
    if (open && factors.open) throw shapeError('shape', `${describeShape(shape)} is open twice`);
    count *= factors.count;
    open ||= factors.open;
  }
  return fromFactors({ count, open });
}

/** How many numbers a tensor of this shape holds. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** All lengths as numbers, for what can only be built for a known batch. @throws tensor/shape */
export function staticShape(operation: string, shape: Shape): readonly number[] {
  return shape.map((length) => {
    if (typeof length === 'number') return length;
    throw shapeError(operation, `${describeShape(shape)} leaves the batch open; give it a number`);
  });
}

/** `axis` counted from the front; negative counts from the end. @throws tensor/shape */
export function resolveAxis(operation: string, axis: number, shape: Shape): number {
  const resolved = axis < 0 ? axis + shape.length : axis;
  if (Number.isInteger(resolved) && resolved >= 0 && resolved < shape.length) return resolved;
  throw shapeError(operation, `${describeShape(shape)} has no axis ${axis}`);
}

/** The shape two tensors broadcast to: aligned at the last axis, 1 stretches. @throws tensor/shape */
export function broadcastShapes(operation: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, at) => {
    const left = a[at - rank + a.length] ?? 1;
    const right = b[at - rank + b.length] ?? 1;
    if (left === right || right === 1) return left;
    if (left === 1) return right;
    throw shapeError(operation, `${describeShape(a)} and ${describeShape(b)} do not broadcast`);
  });
}

/** `target` with its one -1, if any, worked out. @throws tensor/shape */
export function resolveReshape(from: Shape, target: readonly Dimension[]): Shape {
  const total = elementCount(from);
  const known = elementCount(target.filter((length) => length !== -1));
  const missing = target.filter((length) => length === -1).length;
  const problem = `${describeShape(from)} does not fit into ${describeShape(target)}`;
  if (missing > 1) throw shapeError('reshape', `${describeShape(target)} has more than one -1`);
  if (missing === 0) {
    if (known !== total) throw shapeError('reshape', problem);
    return target;
  }
  const whole = factorsOf(total);
  const part = factorsOf(known);
  if ((part.open && !whole.open) || whole.count % part.count !== 0) {
    throw shapeError('reshape', problem);
  }
  const rest = fromFactors({
    count: whole.count / part.count,
    open: whole.open !== part.open,
  });
  return target.map((length) => (length === -1 ? rest : length));
}
