import { QuantError, Random } from '#base';
import { input, type Tensor } from './graph.ts';
import { pathOf } from './scope.ts';
import type { Initialiser } from './initialisers.ts';
import { multiply } from './ops/arithmetic.ts';
import { describeShape, sizeOf, staticShape } from './shape.ts';

/** Where one parameter lies in the flat vector of all. */
export interface ParameterSpec {
  /** Its layer and name: `block1/attention/query`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly offset: number;
}

/** Numbers that a training step draws anew each time. */
interface DropoutMask {
  readonly tensor: Tensor;
  readonly name: string;
  readonly rate: number;
}

/** What a model is built with: it hands out parameters, and knows whether the model is in training. */
export class Parameters {
  readonly training: boolean;
  readonly #entries: {
    readonly spec: ParameterSpec;
    readonly tensor: Tensor;
    readonly initialiser: Initialiser;
  }[] = [];
  readonly #names = new Set<string>();
  readonly #masks: DropoutMask[] = [];
  #count = 0;

  constructor({ training }: { readonly training: boolean }) {
    this.training = training;
  }

  /** A learned tensor, named after the layer that is being built (`scoped`). @throws tensor/name-taken */
  parameter(name: string, shape: readonly number[], initialiser: Initialiser): Tensor {
    const path = pathOf(name);
    if (this.#names.has(path)) {
      throw new QuantError(
        'tensor/name-taken',
        `Two parameters are called ${path} (the second one ${describeShape(shape)}); give each layer a scope of its own, and share a tensor by passing it.`,
      );
    }
    this.#names.add(path);
    const tensor: Tensor = {
      shape,
      dataType: 'float32',
      node: { kind: 'parameter', name: path },
      index: 0,
    };
    this.#entries.push({ spec: { name: path, shape, offset: this.#count }, tensor, initialiser });
    this.#count += sizeOf(shape);
    return tensor;
  }

  /**
   * In training x with a share of its numbers set to zero and the others scaled by 1/(1 − rate), else x.
   *
   * The mask is fed from a seeded generator: random operators in the graph hide their state, so that a
   * run could not be resumed.
   *
   * @param rate - in [0, 1), taken to 1/65536
   * @see Srivastava et al., Dropout, 2014
   */
  dropout(x: Tensor, rate: number): Tensor {
    if (!(rate >= 0 && rate < 1)) {
      throw new QuantError(
        'tensor/dropout-rate',
        `A dropout rate must be in [0, 1), and is ${rate}.`,
      );
    }
    if (!this.training || rate === 0) return x;
    const name = pathOf(`dropout${this.#masks.length}`);
    const mask = input(name, staticShape('dropout', x.shape));
    this.#masks.push({ tensor: mask, name, rate });
    return multiply(x, mask);
  }

  get specs(): readonly ParameterSpec[] {
    return this.#entries.map(({ spec }) => spec);
  }

  get tensors(): readonly Tensor[] {
    return this.#entries.map(({ tensor }) => tensor);
  }

  get masks(): readonly DropoutMask[] {
    return this.#masks;
  }

  /** How many numbers are learned. */
  get count(): number {
    return this.#count;
  }

  /** First values: every parameter draws from a stream of its own, so that one more moves no other. */
  initialValues(seed: number): Float32Array {
    const values = new Float32Array(this.#count);
    for (const { spec, initialiser } of this.#entries) {
      values.set(initialiser(spec.shape, Random.stream(seed, spec.name)), spec.offset);
    }
    return values;
  }
}

/** Fills a mask: 0 with probability `rate`, else 1/(1 − rate). */
export function drawMask(mask: Float32Array, rate: number, random: Random): void {
  const kept = 1 / (1 - rate);
  const threshold = Math.round(rate * 65_536);
  for (let at = 0; at < mask.length; at += 2) {
    const bits = random.uint32();
    // −1 for a difference below zero: a branch on random bits would be guessed wrong.
    mask[at] = kept * (1 + (((bits >>> 16) - threshold) >> 31));
    if (at + 1 < mask.length) mask[at + 1] = kept * (1 + (((bits & 0xffff) - threshold) >> 31));
  }
}
