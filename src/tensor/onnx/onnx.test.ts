import { describe, expect, it } from 'vitest';
import { gradients } from '../gradients.ts';
import { constant, filled, input, operation, scalar, type Tensor } from '../graph.ts';
import { scoped } from '../scope.ts';
import { glorot, modelFile, Runtime } from '../index.ts';
import { add, multiply } from '../ops/arithmetic.ts';
import { attention } from '../ops/attention.ts';
import { gelu } from '../ops/gelu.ts';
import { linear } from '../ops/linear.ts';
import { lstm } from '../ops/lstm.ts';
import { reshape } from '../ops/reshape.ts';
import { sum } from '../ops/sum.ts';
import { Parameters } from '../parameters.ts';
import { encodeModel } from './file.ts';
import { ProtobufWriter } from './protobuf.ts';
import { writeGraph } from './write-graph.ts';

describe('Protocol Buffers', () => {
  const hex = (writer: ProtobufWriter) => Buffer.from(writer.finish()).toString('hex');

  it('are written as the documentation of the format shows', () => {
    expect(hex(new ProtobufWriter().integer(1, 150))).toBe('089601');
    expect(hex(new ProtobufWriter().integer(1, -2))).toBe('08feffffffffffffffff01');
    expect(hex(new ProtobufWriter().text(2, 'testing'))).toBe('120774657374696e67');
    expect(hex(new ProtobufWriter().message(3, (m) => m.integer(1, 150)))).toBe('1a03089601');
    expect(hex(new ProtobufWriter().float(2, 1))).toBe('150000803f');
    expect(hex(new ProtobufWriter().integer(20, 2))).toBe('a00102');
  });

  it('hold more than the first buffer', () => {
    const bytes = new Uint8Array(5000).fill(7);
    const written = new ProtobufWriter().bytes(1, bytes).finish();
    expect(written.slice(0, 3)).toEqual(Uint8Array.of(0x0a, 0x88, 0x27));
    expect(written.slice(3)).toEqual(bytes);
  });
});

describe('a written graph', () => {
  const x = input('x', [2, 3]);
  const types = (outputs: Readonly<Record<string, Tensor>>, portable = false) =>
    writeGraph({ inputs: [x], outputs, portable }).nodes.map(({ type }) => type);

  it('leaves out what reaches no output', () => {
    const unused = operation('Exp', [x], [2, 3]);
    const y = add(x, 1);
    add(unused, y);
    expect(types({ y })).toEqual(['Add', 'Identity']);
  });

  it('names nodes after their layer, each once', () => {
    const y = scoped('block', () => multiply(add(x, 1), add(x, 2)));
    const { nodes } = writeGraph({ inputs: [x], outputs: { y } });
    expect(nodes.map(({ name }) => name)).toEqual([
      'block/Add#0',
      'block/Add#1',
      'block/Mul#0',
      'Identity#0',
    ]);
  });

  it('writes equal constants once, and those of another shape apart', () => {
    const y = add(add(x, scalar(1)), add(constant([1], [1]), scalar(1)));
    expect(writeGraph({ inputs: [x], outputs: { y } }).constants).toHaveLength(2);
  });

  it('computes nothing twice that an operation shares with its gradient', () => {
    const mixed = attention(x, x, x);
    const [slope] = gradients(sum(mixed), [x]);
    const count = (outputs: Readonly<Record<string, Tensor>>) =>
      types(outputs).filter((type) => type === 'Softmax').length;
    expect(count({ slope, mixed })).toBe(1);
    expect(count({ mixed, slope })).toBe(1);
  });

  it('is made of standard operators when it must be portable', () => {
    const batch = reshape(x, [1, 2, 3]);
    const y = attention(batch, batch, batch);
    expect(types({ y })).toContain('FusedMatMul');
    expect(types({ y }, true)).not.toContain('FusedMatMul');
  });

  it('holds the standard LSTM, and Scans where a gradient reads what is inside', () => {
    const weight = (...shape: number[]) => filled(shape, 0.1);
    const steps = reshape(x, [1, 2, 3]);
    const weights = { input: weight(8, 3), recurrent: weight(8, 2), bias: weight(8) };
    const y = lstm(steps, weights);
    const [slope] = gradients(sum(y), [x]);
    expect(types({ y })).toContain('LSTM');
    expect(types({ y })).not.toContain('Scan');
    expect(types({ y, slope })).not.toContain('LSTM');
    expect(types({ y, slope }).filter((type) => type === 'Scan')).toHaveLength(2);
  });

  it('holds the standard GELU, and its parts where a gradient reads them', () => {
    for (const form of ['exact', 'tanh'] as const) {
      const y = gelu(x, form);
      const [slope] = gradients(sum(y), [x]);
      expect(types({ y })).toContain('Gelu');
      expect(types({ y, slope })).not.toContain('Gelu');
    }
  });

  it('lays no sum’s gradient out that the next operation repeats anyway', () => {
    const columns = multiply(sum(multiply(x, x), [0]), constant([1, 2, 3], [3]));
    const [slope] = gradients(sum(columns), [x]);
    expect(types({ slope })).not.toContain('Expand');
  });

  it('can give an input, a constant, or one value under two names back', async () => {
    const outputs = { same: x, fixed: scalar(4), a: add(x, 1), b: x };
    const program = await new Runtime().compile(encodeModel(writeGraph({ inputs: [x], outputs })));
    const data = Float32Array.of(1, 2, 3, 4, 5, 6);
    const into = { same: null, fixed: null, a: null, b: null };
    const found = await program.run({ x: { data, shape: [2, 3] } }, into);
    expect(found['same'].data).toEqual(data);
    expect(found['b'].data).toEqual(data);
    expect(found['fixed'].data).toEqual(Float32Array.of(4));
    await program.release();
  });

  it('refuses an input that was not declared, and a parameter without a value', () => {
    const other = input('other', []);
    expect(() => types({ y: add(x, other) })).toThrow('The input other is read but not declared.');
    const weight = new Parameters({ training: true }).parameter('w', [3], glorot);
    expect(() => types({ y: add(x, weight) })).toThrow('Nothing stands for the parameter w.');
  });
});

describe('a model file', () => {
  const build = (parameters: Parameters, { x }: { readonly x: Tensor }) => ({
    y: linear(x, parameters.parameter('weight', [1, 2], glorot)),
  });
  const inputs = { x: ['batch', 2] } as const;

  it('runs on any batch, and holds its weights and notes', async () => {
    const parameters = Float32Array.of(2, 3);
    const file = modelFile({ build, inputs, parameters, metadata: { symbol: 'SIM1' } });
    expect(Buffer.from(file).includes('SIM1')).toBe(true);
    const program = await new Runtime().compile(file);
    for (const count of [1, 3]) {
      const data = new Float32Array(2 * count).fill(1);
      const { y } = await program.run({ x: { data, shape: [count, 2] } }, { y: null });
      expect(y).toEqual({ data: new Float32Array(count).fill(5), shape: [count, 1] });
    }
    await program.release();
  });

  it('refuses weights of another model', () => {
    const parameters = new Float32Array(3);
    expect(() => modelFile({ build, inputs, parameters })).toThrow(
      /^3 weights were given and this model needs 2;/,
    );
  });
});
