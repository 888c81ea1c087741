import { QuantError } from '#base';
import { filled, type Node, type Tensor } from './graph.ts';
import { inScope } from './scope.ts';
import { add } from './ops/arithmetic.ts';
import { describeShape, sameShape, shapeError, staticShape } from './shape.ts';
import { readsOf, topological } from './topology.ts';

/**
 * Reverse-mode derivatives of a scalar, as more graph.
 *
 * ∂loss/∂x = Σ over paths of vector-Jacobian products; zeros where `loss` does not depend on x.
 *
 * @param loss - []
 * @param withRespectTo - parameters or inputs
 * @returns for each the gradient, of its shape
 * @throws tensor/shape, tensor/not-differentiable
 */
export function gradients(loss: Tensor, withRespectTo: readonly Tensor[]): readonly Tensor[] {
  if (loss.shape.length > 0) {
    throw shapeError('gradients', `the loss must be a scalar, and is ${describeShape(loss.shape)}`);
  }
  const order = topological([loss]);
  const depends = new Set<Node>(withRespectTo.map(({ node }) => node));
  for (const node of order) {
    if (readsOf(node).some((read) => depends.has(read.node))) depends.add(node);
  }
  const arrived = new Map<Node, (Tensor | null)[]>([[loss.node, []]]);
  accumulate(arrived, loss, filled([], 1));
  for (const node of order.toReversed()) {
    if (depends.has(node)) propagate(node, arrived, depends);
  }
  return withRespectTo.map(
    ({ node, index, shape }) =>
      arrived.get(node)?.[index] ?? filled(staticShape('gradients', shape), 0),
  );
}

function propagate(
  node: Node,
  arrived: Map<Node, (Tensor | null)[]>,
  depends: ReadonlySet<Node>,
): void {
  const outputs = arrived.get(node);
  if (!outputs || node.kind !== 'operation') return;
  const { type, scope, gradient } = node;
  if (!gradient) {
    throw new QuantError(
      'tensor/not-differentiable',
      `${type} at ${scope || 'the top'} has no gradient, and the loss depends on parameters through it; put stopGradient around it if that is meant.`,
    );
  }
  inScope(`${scope}${scope === '' ? '' : '/'}gradient`, () => {
    const given = node.outputs.map((_, index) => outputs[index] ?? null);
    for (const [at, cotangent] of gradient(given).entries()) {
      const read = node.inputs[at];
      if (read && cotangent && depends.has(read.node)) accumulate(arrived, read, cotangent);
    }
  });
}

function accumulate(
  arrived: Map<Node, (Tensor | null)[]>,
  { node, index, shape }: Tensor,
  cotangent: Tensor,
): void {
  if (!sameShape(shape, cotangent.shape)) {
    const shapes = `${describeShape(cotangent.shape)} for ${describeShape(shape)}`;
    throw shapeError('gradients', `an operation returned a gradient of shape ${shapes}`);
  }
  const slots = arrived.get(node) ?? [];
  const before = slots[index];
  slots[index] = before ? add(before, cotangent) : cotangent;
  arrived.set(node, slots);
}
