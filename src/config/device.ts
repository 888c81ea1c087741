import type { SystemConfig } from './schema.ts';

/** Where a model runs; `coreml` is Apple's GPU and neural engine. */
export type Device = Exclude<SystemConfig['device'], 'auto'>;

/** The device in use and one sentence why. */
export interface DeviceChoice {
  readonly device: Device;
  readonly reason: string;
}

/** Order in which `auto` looks; the processor is always there. */
const PREFERENCE: readonly Device[] = ['coreml', 'cuda', 'webgpu'];

/**
 * Chooses the device models run on: the one asked for if the runtime offers it, else the processor.
 *
 * @param available - what the runtime offers on this machine
 */
export function getDevice(
  requested: SystemConfig['device'],
  available: readonly Device[],
): DeviceChoice {
  const offered = available.length > 0 ? available.join(', ') : 'cpu';
  if (requested === 'auto') {
    const device = PREFERENCE.find((candidate) => available.includes(candidate)) ?? 'cpu';
    return { device, reason: `auto chose ${device} of ${offered}.` };
  }
  if (requested === 'cpu' || available.includes(requested)) {
    return { device: requested, reason: `device is set to ${requested}.` };
  }
  return {
    device: 'cpu',
    reason: `device is set to ${requested}, but the runtime offers ${offered}; using cpu.`,
  };
}
