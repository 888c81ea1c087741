import { assert } from '#base';
import { scopeNow } from './scope.ts';
import { describeShape, elementCount, type Shape, shapeError } from './shape.ts';

export type DataType = 'float32' | 'int64' | 'bool';
export type TensorData = Float32Array | BigInt64Array | Uint8Array;

/** A value that a graph will compute: what it looks like, and the node it comes from. */
export interface Tensor {
  readonly shape: Shape;
  readonly dataType: DataType;
  readonly node: Node;
  /** Which output of the node. */
  readonly index: number;
}

/** A graph inside an attribute (the body of a Scan); `captures` are outer values it reads. */
export interface Body {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly captures: readonly Tensor[];
}

/** A number is a whole one; a fraction is written `{ float }`. */
export type Attribute = number | readonly number[] | string | { readonly float: number } | Body;

/** From the gradients of a node's outputs (null: none arrives) those of its inputs. */
export type VectorJacobian = (outputs: readonly (Tensor | null)[]) => readonly (Tensor | null)[];

/** What a node's outputs become when a graph is written, unread ones may be missing; null: itself. */
export type Lowering = (request: {
  /** Only operators of the standard, so that any runtime can read the file. */
  readonly portable: boolean;
  /** Which outputs somebody reads. */
  readonly used: ReadonlySet<number>;
}) => readonly (Tensor | null)[] | null;

export interface InputNode {
  readonly kind: 'input';
  readonly name: string;
}

export interface ParameterNode {
  readonly kind: 'parameter';
  readonly name: string;
}

export interface ConstantNode {
  readonly kind: 'constant';
  readonly data: TensorData;
}

export interface OperationNode {
  readonly kind: 'operation';
  readonly type: string;
  readonly domain: string;
  readonly scope: string;
  readonly inputs: readonly (Tensor | null)[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly outputs: readonly Shape[];
  readonly gradient: VectorJacobian | null;
  readonly lower: Lowering | null;
}

export type Node = InputNode | ParameterNode | ConstantNode | OperationNode;

/** A value given at each run. */
export function input(name: string, shape: Shape, dataType: DataType = 'float32'): Tensor {
  return { shape, dataType, node: { kind: 'input', name }, index: 0 };
}

/** A value fixed when the graph is built; plain numbers become float32. */
export function constant(data: TensorData | readonly number[], shape: readonly number[]): Tensor {
  const values = Array.isArray(data) ? Float32Array.from(data) : (data as TensorData);
  if (values.length !== elementCount(shape)) {
    throw shapeError('constant', `${values.length} values, but ${describeShape(shape)}`);
  }
  return {
    shape,
    dataType: dataTypeOf(values),
    node: { kind: 'constant', data: values },
    index: 0,
  };
}

export function scalar(value: number): Tensor {
  return constant([value], []);
}

/** Whole numbers as the runtime wants them for axes, sizes and positions. */
export function integers(values: readonly number[]): Tensor {
  return constant(BigInt64Array.from(values, BigInt), [values.length]);
}

export function filled(shape: readonly number[], value: number): Tensor {
  const count = shape.reduce((product, length) => product * length, 1);
  return constant(new Float32Array(count).fill(value), shape);
}

export function dataTypeOf(data: TensorData): DataType {
  if (data instanceof Float32Array) return 'float32';
  return data instanceof BigInt64Array ? 'int64' : 'bool';
}

interface NodeOptions {
  readonly domain?: string;
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly lower?: Lowering;
}

interface OperationOptions extends NodeOptions {
  readonly dataType?: DataType;
  readonly gradient?: (output: Tensor) => readonly (Tensor | null)[];
}

interface OperationsOptions extends NodeOptions {
  readonly gradient?: VectorJacobian;
}

/** A node with one output. */
export function operation(
  type: string,
  inputs: readonly (Tensor | null)[],
  shape: Shape,
  { gradient, dataType = 'float32', ...options }: OperationOptions = {},
): Tensor {
  const vectorJacobian: VectorJacobian | null = gradient
    ? ([output]) => {
        assert(output !== null && output !== undefined, 'a gradient arrives at its only output');
        return gradient(output);
      }
    : null;
  const node = operationNode(type, inputs, [shape], vectorJacobian, options);
  return { shape, dataType, node, index: 0 };
}

/** A node with several outputs, all float32. */
export function operations(
  type: string,
  inputs: readonly (Tensor | null)[],
  shapes: readonly Shape[],
  { gradient, ...options }: OperationsOptions = {},
): readonly Tensor[] {
  const node = operationNode(type, inputs, shapes, gradient ?? null, options);
  return shapes.map((shape, index) => ({ shape, dataType: 'float32', node, index }));
}

function operationNode(
  type: string,
  inputs: readonly (Tensor | null)[],
  outputs: readonly Shape[],
  gradient: VectorJacobian | null,
  { domain = '', attributes = {}, lower }: NodeOptions,
): OperationNode {
  return {
    kind: 'operation',
    type,
    domain,
    scope: scopeNow(),
    inputs,
    attributes,
    outputs,
    gradient,
    lower: lower ?? null,
  };
}

/** `output`, built from `inputs` by any operations, with a gradient of its own. */
export function withGradient(
  name: string,
  inputs: readonly Tensor[],
  output: Tensor,
  gradient: (output: Tensor) => readonly (Tensor | null)[],
): Tensor {
  return operation(name, inputs, output.shape, { gradient, lower: () => [output] });
}

/** The same value, through which no gradient flows. */
export function stopGradient(x: Tensor): Tensor {
  return operation('StopGradient', [x], x.shape, { gradient: () => [null], lower: () => [x] });
}
