import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QuantError, sha256 } from '#base';
import {
  MemoryCheckpoints,
  smallExamples,
  smallOptions,
} from '../../../tests/support/small-training.ts';
import { decodeTensorFile, encodeTensors, type TensorMetadata } from '../safetensors.ts';
import type { NamedTensor } from '../model.ts';
import { decodeCheckpoint, encodeCheckpoint, verifyCheckpoint } from './checkpoint.ts';
import type { RunIdentity } from './run-identity.ts';
import { Trainer } from './trainer.ts';
import type { RunState } from './trainer-state.ts';
import { QUIET_SERVICES } from './training-services.ts';

const identity: RunIdentity = {
  kind: 'fit',
  parameters: 'p',
  seed: 3,
  epochs: 4,
  batchSize: 8,
  learningRate: 0.01,
  warmupFraction: 0.1,
  weightDecay: 0,
  clipNorm: 1,
  patienceEpochs: 2,
  maxBadSteps: 3,
  trainingExamples: 40,
  validationExamples: 10,
  schedule: 's',
  trainingData: 't',
  validationData: 'v',
  graph: 'g',
  start: 'w',
};

const state: RunState = {
  best: Float32Array.of(-0, 1e-40),
  training: {
    step: 7,
    parameters: Float32Array.of(1, 2),
    moments: { adamMean: Float32Array.of(3, 4), adamSquare: Float32Array.of(5, 6) },
    random: { words: [0, 1, 0xffff_ffff, 3], spareNormal: -0 },
  },
  run: {
    identity,
    record: {
      epoch: 2,
      step: 3,
      lossSum: 0.1 + 0.2,
      appliedSteps: 2,
      trainingLosses: [1 / 3, Number.NaN],
      validationLosses: [Number.POSITIVE_INFINITY, 5],
      bestEpoch: 1,
      bestLoss: 5,
      skippedSteps: 4,
      badStepsInRow: 1,
      finished: false,
    },
  },
};

const good = encodeCheckpoint(state);

/** Where the digest of a checkpoint lies. */
const DIGEST_AT =
  new TextDecoder('latin1').decode(good).indexOf('"sha256":"') + '"sha256":"'.length;

/** Gives changed bytes the digest of a checkpoint that was written so. */
function sealed(file: Uint8Array): Uint8Array {
  const blank = file.slice();
  blank.fill(0x30, DIGEST_AT, DIGEST_AT + 64);
  const result = blank.slice();
  result.set(new TextEncoder().encode(sha256(blank)), DIGEST_AT);
  return result;
}

/** The good checkpoint with other tensors or another record, sealed. */
function remade(change: {
  tensors?: (tensors: NamedTensor[]) => NamedTensor[];
  json?: (json: string) => string;
}): Uint8Array {
  const { tensors, metadata } = decodeTensorFile(good, 'x');
  const texts: TensorMetadata = {
    sha256: '0'.repeat(64),
    checkpoint: (change.json ?? ((json) => json))(metadata['checkpoint']),
  };
  return sealed(encodeTensors((change.tensors ?? ((same) => same))(tensors), texts));
}

/** The good checkpoint with its header's text changed, sealed. */
function withHeader(change: (text: string) => string): Uint8Array {
  const length = Number(new DataView(good.buffer).getBigUint64(0, true));
  const text = new TextDecoder().decode(good.subarray(8, 8 + length));
  const header = new TextEncoder().encode(change(text));
  const file = new Uint8Array(8 + header.length + good.length - 8 - length);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  file.set(good.subarray(8 + length), 8 + header.length);
  return sealed(file);
}

const replacing = (name: string, data: NamedTensor['data']) => (tensors: NamedTensor[]) =>
  tensors.map((tensor) => (tensor.name === name ? { name, shape: [data.length], data } : tensor));

const without = (name: string) => (tensors: NamedTensor[]) =>
  tensors.filter((tensor) => tensor.name !== name);

describe('a checkpoint', () => {
  it('gives back every bit', () => {
    expect(decodeCheckpoint(good, 'x')).toEqual(state);
    const plain = { ...state, best: null };
    expect(decodeCheckpoint(encodeCheckpoint(plain), 'x')).toEqual(plain);
    expect(decodeCheckpoint(sealed(good), 'x')).toEqual(state);
  });

  it('is a safetensors file that others can read', () => {
    const { tensors } = decodeTensorFile(good, 'x');
    expect(tensors.map(({ name }) => name)).toEqual([
      'weights/newest',
      'weights/best',
      'moments/adamMean',
      'moments/adamSquare',
      'losses/training',
      'losses/validation',
    ]);
  });

  it('is refused when it ends at any byte', () => {
    for (let length = 0; length < good.length; length++) {
      expect(() => decodeCheckpoint(good.slice(0, length), 'x'), `${length} bytes`).toThrow(
        expect.objectContaining({ code: 'models/corrupt' }) as Error,
      );
    }
  });

  it('is refused with any bit flipped, a byte more or a byte less', () => {
    const refuses = (file: Uint8Array, what: string) =>
      expect(() => decodeCheckpoint(file, 'x'), what).toThrow(
        expect.objectContaining({ code: 'models/corrupt' }) as Error,
      );
    for (let at = 0; at < good.length; at++) {
      refuses(good.with(at, good[at] ^ (1 << (at % 8))), `bit ${at % 8} of byte ${at}`);
      refuses(Uint8Array.of(...good.subarray(0, at), 0, ...good.subarray(at)), `one before ${at}`);
      refuses(Uint8Array.of(...good.subarray(0, at), ...good.subarray(at + 1)), `without ${at}`);
    }
  });

  const hostile: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ['nothing', new Uint8Array(), /^The checkpoint 'x' is damaged \(only 0 bytes\); remove it/],
    ['another file', new Uint8Array(500).fill(9), /not a checkpoint/],
    [
      'a later schema',
      remade({ json: (json) => json.replace('"schema":1', '"schema":2') }),
      /schema/,
    ],
    ['no record', remade({ json: () => 'null' }), /its record/],
    ['a record that is not JSON', remade({ json: () => '{' }), /JSON/],
    [
      'a number too large',
      remade({ json: (json) => json.replace('"step":3', '"step":1e999') }),
      /Infinity/,
    ],
    [
      'a negative step',
      remade({ json: (json) => json.replace('"step":3', '"step":-3') }),
      /record.step/,
    ],
    [
      'a word beyond 32 bits',
      remade({ json: (json) => json.replace('4294967295', '4294967296') }),
      /words/,
    ],
    [
      'another epoch',
      remade({ json: (json) => json.replace('"epoch":2', '"epoch":5') }),
      /losses of 2 and 2 epochs after 5/,
    ],
    [
      'a best epoch to come',
      remade({ json: (json) => json.replace('"bestEpoch":1', '"bestEpoch":3') }),
      /best epoch 3 of 2/,
    ],
    ['no weights', remade({ tensors: without('weights/newest') }), /'weights\/newest' is missing/],
    ['no losses', remade({ tensors: without('losses/training') }), /'losses\/training' is missing/],
    [
      'weights of float64',
      remade({ tensors: replacing('weights/newest', new Float64Array(2)) }),
      /not float32/,
    ],
    [
      'losses of float32',
      remade({ tensors: replacing('losses/training', new Float32Array(2)) }),
      /not float64/,
    ],
    [
      'a weight that is NaN',
      remade({ tensors: replacing('weights/best', Float32Array.of(0, Number.NaN)) }),
      /non-finite/,
    ],
    [
      'fewer moments',
      remade({ tensors: replacing('moments/adamMean', new Float32Array(1)) }),
      /holds 1 numbers, expected 2/,
    ],
    [
      'overlapping offsets',
      withHeader((text) => text.replace('[8,16]', '[4,12]')),
      /begins at 4, expected 8/,
    ],
    [
      'negative offsets',
      withHeader((text) => text.replace('[8,16]', '[-8,0]')),
      /offsets \[-8,0\]/,
    ],
    [
      'a claim of 4 TB',
      withHeader((text) => text.replace('"shape":[2]', '"shape":[1000000000000]')),
      /lies in 8/,
    ],
    [
      'a claim of 4 TB that agrees with itself',
      withHeader((text) =>
        text.replace(
          '"shape":[2],"data_offsets":[0,8]',
          '"shape":[1000000000000],"data_offsets":[0,4000000000000]',
        ),
      ),
      /begins at 8, expected 4000000000000|in \d+ bytes of values/,
    ],
    [
      'metadata that are no texts',
      withHeader((text) => text.replace('"checkpoint":"', '"more":1,"checkpoint":"')),
      /not an object of texts/,
    ],
  ];
  it.each(hostile)('is refused: %s', (_, file, message) => {
    expect(() => decodeCheckpoint(file, 'x')).toThrow(message);
    expect(() => decodeCheckpoint(file, 'x')).toThrow(
      expect.objectContaining({ code: 'models/corrupt' }) as Error,
    );
  });

  it('is read or refused as corrupt whatever its bytes are, even with a digest that fits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 4 }),
        fc.nat(good.length),
        fc.boolean(),
        (changes, cut, whole) => {
          const file = good.slice(0, whole ? good.length : Math.max(cut, DIGEST_AT + 64));
          for (const [at, byte] of changes) if (at < file.length) file[at] = byte;
          try {
            const { training, best } = decodeCheckpoint(sealed(file), 'x');
            expect(training.parameters).toHaveLength(2);
            expect([2, undefined]).toContain(best?.length);
          } catch (thrown) {
            expect(thrown).toMatchObject({ code: 'models/corrupt' });
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is checked without being read', () => {
    expect(() => verifyCheckpoint(good, 'x')).not.toThrow();
    expect(() => verifyCheckpoint(good.with(good.length - 1, 1), 'folder/x')).toThrow(
      /^The checkpoint 'folder\/x' is damaged \(SHA-256 /,
    );
  });
});

describe('a trainer', () => {
  it('loads nothing of a damaged checkpoint', async () => {
    const checkpoints = new MemoryCheckpoints();
    const services = { ...QUIET_SERVICES, checkpoints };
    const examples = smallExamples(16);
    const first = await Trainer.create(smallOptions({ services }));
    await first.fit(examples, null);
    await first.release();
    const kept = checkpoints.kept.get('small-run') ?? new Uint8Array();

    const trainer = await Trainer.create(smallOptions({ services }));
    const before = trainer.getState();
    const damage = fc.record({
      at: fc.nat(kept.length - 1),
      mask: fc.integer({ min: 1, max: 255 }),
      cut: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ at, mask, cut }) => {
        checkpoints.kept.set('small-run', cut ? kept.slice(0, at) : kept.with(at, kept[at] ^ mask));
        const thrown: unknown = await trainer
          .fit(examples, null)
          .catch((caught: unknown) => caught);
        expect(thrown).toBeInstanceOf(QuantError);
        expect(thrown).toMatchObject({ code: 'models/corrupt' });
        expect(trainer.getState()).toEqual(before);
      }),
      { numRuns: 60 },
    );
    await trainer.release();
  });
});
