import { describe, expect, it } from 'vitest';
import { constant, gather, Runtime, scoped } from './index.ts';
import { input } from './graph.ts';
import { encodeModel } from './onnx/file.ts';
import { writeGraph } from './onnx/write-graph.ts';
import { add } from './ops/arithmetic.ts';

const x = input('x', [2]);
const file = encodeModel(writeGraph({ inputs: [x], outputs: { y: add(x, 1) } }));
const feeds = { x: { data: Float32Array.of(1, 2), shape: [2] } };

describe('the runtime', () => {
  it('runs a graph, into given buffers when there are any', async () => {
    const program = await new Runtime().compile(file);
    expect(program.device).toBe('cpu');
    const data = new Float32Array(2);
    await program.run(feeds, { y: { data, shape: [2] } });
    expect([...data]).toEqual([2, 3]);
    const { y } = await program.run(feeds, { y: null });
    expect(y).toEqual({ data, shape: [2] });
    await program.release();
  });

  it('shares a graph that is held, until the last holder lets go', async () => {
    const runtime = new Runtime();
    const [one, two] = await Promise.all([runtime.compile(file), runtime.compile(file)]);
    await one.release();
    await one.release();
    expect((await two.run(feeds, { y: null }))['y'].data).toEqual(Float32Array.of(2, 3));
    await two.release();
    await expect(two.run(feeds, { y: null })).rejects.toThrow(/^A graph stopped: /);
    const again = await runtime.compile(file);
    expect((await again.run(feeds, { y: null }))['y'].data).toEqual(Float32Array.of(2, 3));
    await again.release();
  });

  it('falls back to the CPU, and says why in one line', async () => {
    const runtime = new Runtime({ device: 'coreml' });
    const cuda = new Runtime({ device: 'cuda' });
    for (const gpu of [runtime, cuda]) {
      const program = await gpu.compile(file);
      expect([...(await program.run(feeds, { y: null }))['y'].data].map(Number)).toEqual([2, 3]);
      expect(program.device === 'cpu').toBe(gpu.fallback !== null);
      expect(gpu.fallback ?? 'coreml, graphs run on the CPU').toMatch(
        /^(coreml|cuda).*graphs run on the CPU.*$/,
      );
      await program.release();
    }
    expect(new Runtime().fallback).toBeNull();
  });

  it('refuses what is no graph', async () => {
    const runtime = new Runtime();
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(runtime.compile(Uint8Array.of(1, 2, 3))).rejects.toThrow(
        /^ONNX Runtime refuses a graph of 3 bytes: /,
      );
    }
  });

  it('points at the layer in which a run failed', async () => {
    const positions = input('positions', [1], 'int64');
    const y = scoped('block1', () =>
      scoped('lookup', () => gather(constant([1, 2], [2]), positions, 0)),
    );
    const graph = encodeModel(writeGraph({ inputs: [positions], outputs: { y } }));
    const program = await new Runtime().compile(graph);
    const wrong = { positions: { data: BigInt64Array.of(7n), shape: [1] } };
    await expect(program.run(wrong, { y: null })).rejects.toThrow(
      /^A graph stopped: .*block1\/lookup\/Gather/,
    );
  });

  it('refuses numbers that are not as many as the shape says', async () => {
    const program = await new Runtime().compile(file);
    await expect(
      program.run({ x: { data: new Float32Array(3), shape: [2] } }, { y: null }),
    ).rejects.toThrow('3 numbers were given for a tensor of [2].');
    await program.release();
  });
});
