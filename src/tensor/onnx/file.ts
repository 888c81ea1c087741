import { type Attribute, type DataType, dataTypeOf, type TensorData } from '../graph.ts';
import type { Shape } from '../shape.ts';
import { ProtobufWriter } from './protobuf.ts';

/** A graph in the words of ONNX: values have names. */
export interface NamedGraph {
  readonly name: string;
  readonly nodes: readonly NamedNode[];
  readonly constants: readonly NamedConstant[];
  readonly inputs: readonly NamedValue[];
  readonly outputs: readonly NamedValue[];
}

export interface NamedNode {
  readonly name: string;
  readonly type: string;
  readonly domain: string;
  /** '' stands for an input that is not given. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: readonly (readonly [string, NamedAttribute])[];
}

type PlainAttribute = Exclude<Attribute, { readonly captures: unknown }>;
export type NamedAttribute = PlainAttribute | { readonly graph: NamedGraph };

export interface NamedConstant {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: TensorData;
}

export interface NamedValue {
  readonly name: string;
  readonly dataType: DataType;
  readonly shape: Shape;
}

/** Operator set 20 is the first with Gelu; version 9 of the file format goes with it. */
const OPERATOR_SET = 20;
const FORMAT_VERSION = 9;

const DATA_TYPES: Readonly<Record<DataType, number>> = { float32: 1, int64: 7, bool: 9 };

/**
 * The bytes of an ONNX file.
 *
 * @see onnx.proto of the ONNX project for the field numbers
 */
export function encodeModel(
  graph: NamedGraph,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const domains = new Set(['', ...domainsOf(graph)]);
  const file = new ProtobufWriter();
  file.integer(1, FORMAT_VERSION).text(2, 'quant').message(7, writeGraph(graph));
  for (const domain of domains) {
    file.message(8, (set) => set.text(1, domain).integer(2, domain === '' ? OPERATOR_SET : 1));
  }
  for (const [key, value] of Object.entries(metadata)) {
    file.message(14, (entry) => entry.text(1, key).text(2, value));
  }
  return file.finish();
}

function domainsOf({ nodes }: NamedGraph): readonly string[] {
  return nodes.flatMap(({ domain, attributes }) => [
    domain,
    ...attributes.flatMap(([, value]) =>
      typeof value === 'object' && 'graph' in value ? domainsOf(value.graph) : [],
    ),
  ]);
}

function writeGraph({ name, nodes, constants, inputs, outputs }: NamedGraph) {
  return (graph: ProtobufWriter) => {
    for (const node of nodes) graph.message(1, writeNode(node));
    graph.text(2, name);
    for (const value of constants) graph.message(5, writeConstant(value));
    for (const value of inputs) graph.message(11, writeValue(value));
    for (const value of outputs) graph.message(12, writeValue(value));
  };
}

function writeNode({ name, type, domain, inputs, outputs, attributes }: NamedNode) {
  return (node: ProtobufWriter) => {
    for (const value of inputs) node.text(1, value);
    for (const value of outputs) node.text(2, value);
    node.text(3, name).text(4, type);
    for (const [key, value] of attributes) node.message(5, writeAttribute(key, value));
    if (domain !== '') node.text(7, domain);
  };
}

function writeAttribute(name: string, value: NamedAttribute) {
  return (attribute: ProtobufWriter) => {
    attribute.text(1, name);
    if (typeof value === 'number') attribute.integer(3, value).integer(20, 2);
    else if (typeof value === 'string') attribute.text(4, value).integer(20, 3);
    else if ('float' in value) attribute.float(2, value.float).integer(20, 1);
    else if ('graph' in value) attribute.message(6, writeGraph(value.graph)).integer(20, 5);
    else {
      for (const item of value) attribute.integer(8, item);
      attribute.integer(20, 7);
    }
  };
}

function writeConstant({ name, shape, data }: NamedConstant) {
  return (constant: ProtobufWriter) => {
    for (const length of shape) constant.integer(1, length);
    constant.integer(2, DATA_TYPES[dataTypeOf(data)]).text(8, name);
    // Little-endian, as every machine this runs on.
    constant.bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  };
}

function writeValue({ name, dataType, shape }: NamedValue) {
  return (value: ProtobufWriter) => {
    value.text(1, name).message(2, (type) =>
      type.message(1, (tensor) => {
        tensor.integer(1, DATA_TYPES[dataType]).message(2, (dimensions) => {
          for (const length of shape) {
            dimensions.message(1, (dimension) =>
              typeof length === 'number' ? dimension.integer(1, length) : dimension.text(2, length),
            );
          }
        });
      }),
    );
  };
}
