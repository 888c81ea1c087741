import { describe, expect, it } from 'vitest';
import { chooseDevice } from './choose-device.ts';
import { Runtime } from './runtime.ts';

describe('the device graphs run on', () => {
  it('is the processor when it is asked for', async () => {
    expect(await chooseDevice('cpu')).toEqual({
      device: 'cpu',
      fellBack: false,
      reason: 'device is set to cpu',
    });
  });

  it('falls back to the processor, and says so, where the one asked for is not there', async () => {
    const elsewhere = process.platform === 'darwin' ? 'cuda' : 'coreml';
    expect(await chooseDevice(elsewhere)).toMatchObject({
      device: 'cpu',
      fellBack: true,
      reason: expect.stringContaining(`${elsewhere} is not in this build of ONNX Runtime`),
    });
  });

  it('is one that has run a graph, whatever auto finds', async () => {
    const { device, fellBack, reason } = await chooseDevice('auto');
    expect(fellBack).toBe(false);
    expect(reason.startsWith(`auto chose ${device}`)).toBe(true);
  });

  it('leaves a device that takes graphs and fails to run them', async () => {
    const real = new Runtime();
    const failing = {
      fallback: null,
      compile: async (file: Uint8Array) => ({
        ...(await real.compile(file)),
        device: 'cuda' as const,
        run: () => Promise.reject(new Error('no kernel image')),
      }),
    };
    const reason = 'cuda fails when it runs: no kernel image';
    expect(await chooseDevice('cuda', failing)).toEqual({ device: 'cpu', fellBack: true, reason });
    expect(await chooseDevice('auto', failing)).toMatchObject({ device: 'cpu', fellBack: false });
  });
});
