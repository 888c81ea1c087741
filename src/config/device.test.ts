import { describe, expect, it } from 'vitest';
import { getDevice } from './device.ts';

describe('getDevice', () => {
  it('prefers coreml to cuda to webgpu to cpu when it may choose', () => {
    expect(getDevice('auto', ['cpu', 'webgpu', 'cuda', 'coreml']).device).toBe('coreml');
    expect(getDevice('auto', ['cpu', 'webgpu', 'cuda']).device).toBe('cuda');
    expect(getDevice('auto', ['cpu', 'webgpu']).device).toBe('webgpu');
    expect(getDevice('auto', [])).toEqual({ device: 'cpu', reason: 'auto chose cpu of cpu.' });
  });

  it('falls back to the processor, and says so, when the device asked for is absent', () => {
    expect(getDevice('cuda', ['cpu'])).toEqual({
      device: 'cpu',
      reason: 'device is set to cuda, but the runtime offers cpu; using cpu.',
    });
  });

  it('takes the device asked for when it is there', () => {
    expect(getDevice('cuda', ['coreml', 'cuda']).device).toBe('cuda');
    expect(getDevice('cpu', ['coreml']).device).toBe('cpu');
  });
});
