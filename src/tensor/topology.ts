import type { Body, Node, Tensor } from './graph.ts';

/** The values a node reads: its inputs, and what the graphs in its attributes read from outside. */
export function readsOf(node: Node): readonly Tensor[] {
  if (node.kind !== 'operation') return [];
  const captured = bodiesOf(node).flatMap((body) => body.captures);
  return node.inputs.filter((tensor) => tensor !== null).concat(captured);
}

function bodiesOf(node: Node): readonly Body[] {
  if (node.kind !== 'operation') return [];
  return Object.values(node.attributes).filter(
    (attribute): attribute is Body => typeof attribute === 'object' && 'captures' in attribute,
  );
}

/**
 * Every node that `outputs` need, each after those it reads; nodes that reach no output are not in it.
 *
 * @param reads - what a node reads; nodes in `done` are taken as known
 */
export function topological(
  outputs: readonly Tensor[],
  reads: (node: Node) => readonly Tensor[] = readsOf,
  done: { has(node: Node): boolean } = new Set(),
): readonly Node[] {
  const order: Node[] = [];
  const seen = new Set<Node>();
  // A loop with its own stack: a graph unrolled over time is deeper than the call stack.
  const stack: { readonly node: Node; readonly pending: Tensor[] }[] = [];
  const visit = (node: Node) => {
    if (seen.has(node) || done.has(node)) return;
    seen.add(node);
    stack.push({ node, pending: reads(node).toReversed() });
  };
  for (const output of outputs) {
    visit(output.node);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const next = top.pending.pop();
      if (next) visit(next.node);
      else order.push((stack.pop() ?? top).node);
    }
  }
  return order;
}
