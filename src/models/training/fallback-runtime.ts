import { type Logger, messageOf, QuantError } from '#base';
import { type Program, Runtime, type RuntimeOptions } from '#tensor';

/** A `Runtime`, or what stands for one. */
export type DeviceRuntime = Pick<Runtime, 'compile' | 'fallback'>;

export interface FallbackOptions extends RuntimeOptions {
  /** Whose graphs these are, for the log. */
  readonly model: string;
  readonly logger: Logger;
  /** Makes the runtime of a device. */
  readonly runtime?: ((options: RuntimeOptions) => DeviceRuntime) | undefined;
}

/**
 * Runs graphs on a device until one of them fails there, and from then on all of them on the CPU.
 *
 * Everything a graph needs comes in with each run and nothing of a failed one is kept, so the run that
 * failed is made again with the same numbers: training loses no step. Each kind of fallback is told in
 * one warning.
 */
export class FallbackRuntime {
  readonly #options: FallbackOptions;
  #runtime: DeviceRuntime;
  #device: Program['device'] = 'cpu';
  #told = false;
  #failed = false;

  constructor(options: FallbackOptions) {
    this.#options = options;
    this.#runtime = this.#runtimeOf(options);
  }

  /** Where graphs run now. */
  get device(): Program['device'] {
    return this.#device;
  }

  /** @throws tensor/compile-failed */
  async compile(file: Uint8Array): Promise<Program> {
    let program = await this.#compileHere(file);
    if (program.device === 'cpu') return program;
    const move = async () => {
      const gone = program;
      program = await this.#compileHere(file);
      await gone.release();
    };
    return {
      get device() {
        return program.device;
      },
      run: async (inputs, into) => {
        if (this.#failed && program.device !== 'cpu') await move();
        try {
          return await program.run(inputs, into);
        } catch (thrown) {
          if (program.device === 'cpu' || !stoppedWhileRunning(thrown)) throw thrown;
          this.#leave(program.device, thrown);
          await move();
          return program.run(inputs, into);
        }
      },
      release: async () => program.release(),
    };
  }

  async #compileHere(file: Uint8Array): Promise<Program> {
    const program = await this.#runtime.compile(file);
    this.#device = program.device;
    const { fallback } = this.#runtime;
    if (fallback !== null && !this.#told) {
      this.#told = true;
      this.#options.logger.warn(`Training '${this.#options.model}': ${fallback}`);
    }
    return program;
  }

  #leave(device: string, thrown: unknown): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#runtime = this.#runtimeOf({ ...this.#options, device: 'cpu' });
    this.#options.logger.warn(
      `Training '${this.#options.model}' failed on ${device} and goes on from the same step on the CPU: ${messageOf(thrown)}`,
      { device },
    );
  }

  #runtimeOf({ device = 'cpu', threads = 1 }: RuntimeOptions): DeviceRuntime {
    const { runtime = (options: RuntimeOptions) => new Runtime(options) } = this.#options;
    return runtime({ device, threads });
  }
}

function stoppedWhileRunning(thrown: unknown): boolean {
  return thrown instanceof QuantError && thrown.code === 'tensor/run-failed';
}
