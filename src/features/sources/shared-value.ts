import type { BarRow } from '../bar-row.ts';
import type { BarSource, Kernel, KernelState } from '../kernel.ts';

/** A kernel that several others read: it advances once a bar. */
export class SharedValue implements BarSource {
  readonly #kernel: Kernel;
  #value = Number.NaN;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** What the kernel gave for the newest bar. */
  get value(): number {
    return this.#value;
  }

  update(bar: BarRow): void {
    this.#value = this.#kernel.update(bar);
  }

  saveState(): KernelState {
    return this.#kernel.saveState();
  }

  loadState(state: KernelState): void {
    this.#kernel.loadState(state);
  }
}
