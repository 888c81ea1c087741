import { describe, expect, it } from 'vitest';
import { chooseDevice } from './choose-device.ts';

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
});
