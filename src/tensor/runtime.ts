import type { InferenceSession } from 'onnxruntime-node';
import { messageOf, QuantError, sha256 } from '#base';
import { dataTypeOf, type TensorData } from './graph.ts';
import { sizeOf } from './shape.ts';

/** Where graphs run. `auto` takes a GPU where the runtime has libraries for one. */
export type Device = 'cpu' | 'cuda' | 'webgpu' | 'coreml' | 'auto';

export type Provider = Exclude<Device, 'auto'>;

export interface RuntimeOptions {
  readonly device?: Device;
  /** Threads of each graph; graphs do not share them. */
  readonly threads?: number;
  /** Threads wait busily for work: a little faster on an idle machine, far slower on a shared one. */
  readonly spinning?: boolean;
}

/** Numbers with their shape. */
export interface Values<Data extends TensorData = TensorData> {
  readonly data: Data;
  readonly shape: readonly number[];
}

/** A graph ready to run. */
export interface Program {
  /** Where it runs. */
  readonly device: Provider;
  /**
   * Runs once; the event loop stands still meanwhile.
   *
   * @param into - buffers for outputs by name: written in place instead of made anew
   * @throws tensor/run-failed
   */
  run(
    inputs: Readonly<Record<string, Values>>,
    into: Readonly<Record<string, Values | null>>,
  ): Promise<Readonly<Record<string, Values>>>;
  /** Gives memory and threads back when nobody else uses the same graph. */
  release(): Promise<void>;
}

/** What makes programs of graphs: a `Runtime`, or what stands for one. */
export type Compiler = Pick<Runtime, 'compile'>;

interface Shared {
  readonly session: Promise<{ readonly session: InferenceSession; readonly device: Provider }>;
  users: number;
}

/**
 * Executes ONNX files: the only part that knows ONNX Runtime.
 *
 * The same graph is compiled once while somebody holds it. Where a device is not there, graphs run on
 * the CPU and `fallback` says why.
 */
export class Runtime {
  readonly #options: Required<RuntimeOptions>;
  readonly #programs = new Map<string, Shared>();
  #fallback: string | null = null;

  constructor({ device = 'cpu', threads = 1, spinning = false }: RuntimeOptions = {}) {
    this.#options = { device, threads, spinning };
  }

  /** Why graphs run on the CPU although another device was asked for; null when they do not. */
  get fallback(): string | null {
    return this.#fallback;
  }

  /** @throws tensor/compile-failed */
  async compile(file: Uint8Array): Promise<Program> {
    const key = sha256(file);
    const shared = this.#programs.get(key) ?? { session: this.#createSession(file), users: 0 };
    shared.users++;
    this.#programs.set(key, shared);
    let released = false;
    try {
      const { session, device } = await shared.session;
      return {
        device,
        run: (inputs, into) => runSession(session, inputs, into),
        release: async () => {
          if (released) return;
          released = true;
          await this.#drop(key, shared);
        },
      };
    } catch (thrown) {
      this.#programs.delete(key);
      throw thrown;
    }
  }

  async #drop(key: string, shared: Shared): Promise<void> {
    if (--shared.users > 0) return;
    this.#programs.delete(key);
    const { session } = await shared.session;
    await session.release();
  }

  async #createSession(file: Uint8Array) {
    const ort = await import('onnxruntime-node');
    // Errors are thrown as well; the runtime would print a missing device in colour besides.
    ort.env.logLevel = 'fatal';
    const available = ort.listSupportedBackends().map(({ name }) => name);
    for (const device of this.#candidates(available)) {
      try {
        const session = await ort.InferenceSession.create(file, this.#sessionOptions(device));
        return { session, device };
      } catch (thrown) {
        if (device === 'cpu') {
          throw new QuantError(
            'tensor/compile-failed',
            `ONNX Runtime refuses a graph of ${file.length} bytes: ${oneLine(thrown)}`,
            { cause: thrown },
          );
        }
        this.#fallback ??= `${device} cannot be used, graphs run on the CPU: ${oneLine(thrown)}`;
      }
    }
    throw new QuantError('tensor/compile-failed', 'No device is left to compile a graph for.');
  }

  #candidates(available: readonly string[]): readonly Provider[] {
    const { device } = this.#options;
    if (device === 'cpu' || this.#fallback !== null) return ['cpu'];
    if (device === 'auto') {
      const gpus = (['coreml', 'cuda'] as const).filter((name) => available.includes(name));
      return [...gpus, 'cpu'];
    }
    if (available.includes(device)) return [device, 'cpu'];
    this.#fallback = `${device} is not in this build of ONNX Runtime, graphs run on the CPU; it has ${available.join(', ')}.`;
    return ['cpu'];
  }

  #sessionOptions(device: Provider): InferenceSession.SessionOptions {
    const { threads, spinning } = this.#options;
    return {
      executionProviders: device === 'cpu' ? ['cpu'] : [device, 'cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      logSeverityLevel: 4,
      extra: { session: { intra_op: { allow_spinning: spinning ? '1' : '0' } } },
    };
  }
}

async function runSession(
  session: InferenceSession,
  inputs: Readonly<Record<string, Values>>,
  into: Readonly<Record<string, Values | null>>,
): Promise<Readonly<Record<string, Values>>> {
  const { Tensor } = await import('onnxruntime-node');
  const wrap = ({ data, shape }: Values) => {
    if (data.length !== sizeOf(shape)) {
      throw new QuantError(
        'tensor/shape',
        `${data.length} numbers were given for a tensor of [${shape.join(', ')}].`,
      );
    }
    return new Tensor(dataTypeOf(data), data as Float32Array, [...shape]);
  };
  const feeds = Object.fromEntries(Object.entries(inputs).map(([name, of]) => [name, wrap(of)]));
  const fetches = Object.fromEntries(
    Object.entries(into).map(([name, of]) => [name, of && wrap(of)]),
  );
  try {
    const results = await session.run(feeds, fetches);
    return Object.fromEntries(
      Object.entries(results).map(([name, { data, dims }]) => [
        name,
        { data: data as TensorData, shape: dims },
      ]),
    );
  } catch (thrown) {
    throw new QuantError('tensor/run-failed', `A graph stopped: ${oneLine(thrown)}`, {
      cause: thrown,
    });
  }
}

function oneLine(thrown: unknown): string {
  return messageOf(thrown).replaceAll(/\s+/g, ' ').trim();
}
