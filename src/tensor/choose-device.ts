import { messageOf } from '#base';
import { constant } from './graph.ts';
import { modelFile } from './model-file.ts';
import { add } from './ops/arithmetic.ts';
import { type Device, type Provider, Runtime } from './runtime.ts';

/** The device in use and one sentence why. */
export interface DeviceChoice {
  readonly device: Provider;
  readonly reason: string;
  /** Another device was asked for by name, and cannot be used. */
  readonly fellBack: boolean;
}

/**
 * Finds out where graphs run, by running one there: a device may be listed and yet not work.
 *
 * @param runtime - of that device
 */
export async function chooseDevice(
  requested: Device,
  runtime: Pick<Runtime, 'compile' | 'fallback'> = new Runtime({ device: requested }),
): Promise<DeviceChoice> {
  const { device, fallback } = await tryOut(runtime);
  if (requested === 'auto') {
    const why = fallback === null ? '' : ` (${fallback})`;
    return { device, fellBack: false, reason: `auto chose ${device}${why}` };
  }
  const fellBack = fallback !== null;
  return { device, fellBack, reason: fallback ?? `device is set to ${device}` };
}

async function tryOut(
  runtime: Pick<Runtime, 'compile' | 'fallback'>,
): Promise<{ readonly device: Provider; readonly fallback: string | null }> {
  const x = { data: new Float32Array(1), shape: [1] };
  const file = modelFile({
    build: (_, inputs) => ({ y: add(inputs.x, constant(Float32Array.of(1), [1])) }),
    inputs: { x: [1] },
    parameters: new Float32Array(),
  });
  const program = await runtime.compile(file);
  const { device } = program;
  try {
    await program.run({ x }, { y: null });
    return { device, fallback: runtime.fallback };
  } catch (thrown) {
    if (device === 'cpu') throw thrown;
    return { device: 'cpu', fallback: `${device} fails when it runs: ${messageOf(thrown)}` };
  } finally {
    await program.release();
  }
}
