import { QuantError, sha256 } from '#base';
import {
  type Attribute,
  type Body,
  type ConstantNode,
  type Node,
  type OperationNode,
  operation,
  type Tensor,
} from '../graph.ts';
import { inScope } from '../scope.ts';
import { readsOf, topological } from '../topology.ts';
import type { NamedAttribute, NamedConstant, NamedGraph, NamedNode, NamedValue } from './file.ts';

export interface GraphOptions {
  /** What is given at each run, in this order. */
  readonly inputs: readonly Tensor[];
  /** What comes back, under these names. */
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** What stands for each parameter. */
  readonly parameters?: ReadonlyMap<Node, Tensor>;
  /** Only operators of the ONNX standard; else the runtime's own where they are faster. */
  readonly portable?: boolean;
}

/** The graph that computes the outputs, with a name for every value and nothing that reaches no output. */
export function writeGraph({
  inputs,
  outputs,
  parameters = new Map(),
  portable = false,
}: GraphOptions): NamedGraph {
  const writer = new GraphWriter(parameters, portable);
  return writer.write(inputs, outputs);
}

class GraphWriter {
  readonly #parameters: ReadonlyMap<Node, Tensor>;
  readonly #portable: boolean;
  /** The names of a node's outputs, '' for those nobody reads. */
  readonly #values = new Map<Node, readonly string[]>();
  readonly #constants: NamedConstant[] = [];
  readonly #constantNames = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  readonly #wished = new Map<Node, Map<number, string>>();
  #used: ReadonlyMap<Node, ReadonlySet<number>> = new Map();

  constructor(parameters: ReadonlyMap<Node, Tensor>, portable: boolean) {
    this.#parameters = parameters;
    this.#portable = portable;
  }

  write(inputs: readonly Tensor[], outputs: Readonly<Record<string, Tensor>>): NamedGraph {
    const results = Object.entries(outputs).map(([name, tensor]) => ({
      name,
      // An Identity of its own lets an output be an input, a constant, or a second name of another.
      tensor: operation('Identity', [tensor], tensor.shape, { dataType: tensor.dataType }),
    }));
    for (const { name, tensor } of results) this.#wished.set(tensor.node, new Map([[0, name]]));
    const tensors = results.map(({ tensor }) => tensor);
    this.#used = usedOutputs(tensors, this.#readsOf);
    const given = inputs.map((tensor) => this.#declare(tensor));
    const nodes = this.#nodesFor(tensors);
    return {
      name: 'graph',
      nodes,
      constants: this.#constants,
      inputs: given,
      outputs: results.map(({ name, tensor: { dataType, shape } }) => ({ name, dataType, shape })),
    };
  }

  readonly #readsOf = (node: Node): readonly Tensor[] => {
    if (node.kind !== 'parameter') return readsOf(node);
    const bound = this.#parameters.get(node);
    if (bound) return [bound];
    throw new QuantError('tensor/unbound', `Nothing stands for the parameter ${node.name}.`);
  };

  #declare({ node, dataType, shape }: Tensor): NamedValue {
    const name = node.kind === 'input' ? node.name : '';
    this.#values.set(node, [name]);
    return { name, dataType, shape };
  }

  #nodesFor(tensors: readonly Tensor[]): readonly NamedNode[] {
    return topological(tensors, this.#readsOf, this.#values).flatMap((node) => this.#add(node));
  }

  #add(node: Node): readonly NamedNode[] {
    // What another node was lowered to may have brought it already.
    if (this.#values.has(node)) return [];
    switch (node.kind) {
      case 'input':
        throw new QuantError('tensor/unbound', `The input ${node.name} is read but not declared.`);
      case 'parameter':
        this.#values.set(node, [this.#nameOf(this.#readsOf(node)[0])]);
        return [];
      case 'constant':
        return [];
      case 'operation':
        return this.#addOperation(node);
    }
  }

  #addOperation(node: OperationNode): readonly NamedNode[] {
    const used = this.#used.get(node) ?? new Set([0]);
    const lowered =
      node.lower && inScope(node.scope, () => node.lower?.({ portable: this.#portable, used }));
    if (lowered) {
      const nodes = this.#nodesFor(lowered.filter((tensor) => tensor !== null));
      this.#values.set(
        node,
        lowered.map((tensor) => (tensor ? this.#nameOf(tensor) : '')),
      );
      return nodes;
    }
    const name = this.#fresh(node.scope, node.type);
    const wished = this.#wished.get(node);
    const outputs = node.outputs.map(
      (_, index) => wished?.get(index) ?? (index === 0 ? name : `${name}:${index}`),
    );
    this.#values.set(node, outputs);
    const attributes = Object.entries(node.attributes).map(
      ([key, value]) => [key, this.#attribute(value, name)] as const,
    );
    const inputs = node.inputs.map((tensor) => (tensor ? this.#nameOf(tensor) : ''));
    return [{ name, type: node.type, domain: node.domain, inputs, outputs, attributes }];
  }

  #attribute(value: Attribute, scope: string): NamedAttribute {
    if (typeof value !== 'object' || !('captures' in value)) return value;
    return { graph: this.#body(value, scope) };
  }

  /** A body reads captured values by the names they have outside. */
  #body({ inputs, outputs }: Body, scope: string): NamedGraph {
    const given = inputs.map(({ node, dataType, shape }) => {
      const name = this.#fresh(scope, node.kind === 'input' ? node.name : 'value');
      this.#values.set(node, [name]);
      return { name, dataType, shape };
    });
    const nodes = this.#nodesFor(outputs);
    const results = outputs.map((tensor) => ({
      name: this.#nameOf(tensor),
      dataType: tensor.dataType,
      shape: tensor.shape,
    }));
    return { name: scope, nodes, constants: [], inputs: given, outputs: results };
  }

  #nameOf({ node, index, shape }: Tensor): string {
    if (node.kind === 'constant') return this.#constant(node, shape as readonly number[]);
    return this.#values.get(node)?.[index] ?? '';
  }

  /** Equal constants are written once. */
  #constant({ data }: ConstantNode, shape: readonly number[]): string {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const key = `${data.constructor.name} ${shape.join()} ${sha256(bytes)}`;
    const known = this.#constantNames.get(key);
    if (known !== undefined) return known;
    const name = this.#fresh('', 'constant');
    this.#constantNames.set(key, name);
    this.#constants.push({ name, shape, data });
    return name;
  }

  #fresh(scope: string, type: string): string {
    const stem = scope === '' ? type : `${scope}/${type}`;
    const count = this.#counts.get(stem) ?? 0;
    this.#counts.set(stem, count + 1);
    return `${stem}#${count}`;
  }
}

function usedOutputs(
  outputs: readonly Tensor[],
  reads: (node: Node) => readonly Tensor[],
): ReadonlyMap<Node, ReadonlySet<number>> {
  const used = new Map<Node, Set<number>>();
  for (const { node, index } of [...outputs, ...topological(outputs, reads).flatMap(reads)]) {
    const indices = used.get(node) ?? new Set();
    used.set(node, indices.add(index));
  }
  return used;
}
