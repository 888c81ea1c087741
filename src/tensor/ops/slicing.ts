import { filled, integers, operation, operations, type Tensor } from '../graph.ts';
import {
  describeShape,
  resolveAxis,
  sameShape,
  type Shape,
  shapeError,
  staticShape,
} from '../shape.ts';
import { reshape } from './reshape.ts';

function withLength(shape: Shape, axis: number, length: number): Shape {
  return shape.map((before, at) => (at === axis ? length : before));
}

function lengthOf(operationName: string, shape: Shape, axis: number): number {
  return staticShape(operationName, [shape[axis]])[0];
}

/** Positions start … end − 1 of one axis; negative ones count from the end. @throws tensor/shape */
export function slice(x: Tensor, axis: number, start: number, end?: number): Tensor {
  const at = resolveAxis('slice', axis, x.shape);
  const length = lengthOf('slice', x.shape, at);
  const from = start < 0 ? start + length : start;
  const to = end === undefined ? length : end < 0 ? end + length : end;
  if (!(from >= 0 && from < to && to <= length)) {
    const range = `${start} to ${end ?? 'the end'}`;
    throw shapeError('slice', `axis ${axis} of ${describeShape(x.shape)} has no ${range}`);
  }
  if (from === 0 && to === length) return x;
  const inputs = [x, integers([from]), integers([to]), integers([at])];
  return operation('Slice', inputs, withLength(x.shape, at, to - from), {
    dataType: x.dataType,
    gradient: (dy) => [pad(dy, at, from, length - to), null, null, null],
  });
}

/** One position of one axis, which goes away. @throws tensor/shape */
export function pick(x: Tensor, axis: number, position: number): Tensor {
  const resolved = resolveAxis('pick', axis, x.shape);
  const end = position === -1 ? undefined : position + 1;
  const kept = slice(x, resolved, position, end);
  return reshape(
    kept,
    kept.shape.filter((_, index) => index !== resolved),
  );
}

/** Zeros before and after along one axis. @throws tensor/shape */
export function pad(x: Tensor, axis: number, before: number, after: number): Tensor {
  const at = resolveAxis('pad', axis, x.shape);
  const length = lengthOf('pad', x.shape, at);
  const amounts = [before, after].flatMap((amount) =>
    x.shape.map((_, index) => (index === at ? amount : 0)),
  );
  return operation(
    'Pad',
    [x, integers(amounts)],
    withLength(x.shape, at, length + before + after),
    {
      gradient: (dy) => [slice(dy, at, before, before + length), null],
    },
  );
}

/** One after the other along one axis. @throws tensor/shape */
export function concat(parts: readonly Tensor[], axis: number): Tensor {
  const [first] = parts;
  const at = resolveAxis('concat', axis, first.shape);
  for (const { shape } of parts) {
    if (
      shape.length === first.shape.length &&
      sameShape(withLength(shape, at, 0), withLength(first.shape, at, 0))
    )
      continue;
    const shapes = `${describeShape(first.shape)} and ${describeShape(shape)}`;
    throw shapeError('concat', `${shapes} differ in more than axis ${axis}`);
  }
  if (parts.length === 1) return first;
  const lengths = parts.map(({ shape }) => lengthOf('concat', shape, at));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  return operation('Concat', parts, withLength(first.shape, at, total), {
    attributes: { axis: at },
    gradient: (dy) => split(dy, at, lengths),
  });
}

/** Cut along one axis into parts of these lengths. @throws tensor/shape */
export function split(x: Tensor, axis: number, lengths: readonly number[]): readonly Tensor[] {
  const at = resolveAxis('split', axis, x.shape);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (total !== x.shape[at]) {
    const parts = lengths.join(' + ');
    throw shapeError('split', `axis ${axis} of ${describeShape(x.shape)} is not ${parts}`);
  }
  const shapes = lengths.map((length) => withLength(x.shape, at, length));
  return operations('Split', [x, integers(lengths)], shapes, {
    attributes: { axis: at },
    gradient: (parts) => {
      const whole = parts.map(
        (part, index) => part ?? filled(staticShape('split', shapes[index]), 0),
      );
      return [concat(whole, at), null];
    },
  });
}
