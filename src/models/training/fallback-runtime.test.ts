import { describe, expect, it } from 'vitest';
import { QuantError } from '#base';
import { type Device, type Program, Runtime, type RuntimeOptions } from '#tensor';
import {
  recordingLogger,
  smallExamples,
  type SmallInput,
  smallOptions,
} from '../../../tests/support/small-training.ts';
import type { DeviceRuntime } from './fallback-runtime.ts';
import { Trainer } from './trainer.ts';
import type { TrainerOptions } from './trainer-options.ts';
import { QUIET_SERVICES } from './training-services.ts';

const training = smallExamples(44);
const validation = smallExamples(13, 2);

/**
 * Runtimes whose GPU computes as the CPU does, until its `failing`-th run: then it spoils what was to be
 * written and throws, and never works again.
 */
function failingGpu(
  failing: number,
  code: 'tensor/run-failed' | 'tensor/shape' = 'tensor/run-failed',
) {
  const made: { readonly device: Device; programs: number; runs: number }[] = [];
  let runs = 0;
  const runtime = ({ device = 'cpu', threads = 1 }: RuntimeOptions): DeviceRuntime => {
    const real = new Runtime({ threads });
    const one = { device, programs: 0, runs: 0 };
    made.push(one);
    const fail: Program['run'] = async (_, into) => {
      for (const values of Object.values(into)) values?.data.fill(Number.NaN as never);
      throw new QuantError(code, 'A graph stopped: out of memory');
    };
    return {
      fallback: null,
      async compile(file) {
        const program = await real.compile(file);
        one.programs++;
        const run: Program['run'] = async (inputs, into) => {
          one.runs++;
          if (device === 'cuda' && ++runs >= failing) return fail(inputs, into);
          return program.run(inputs, into);
        };
        const release = async () => {
          one.programs--;
          await program.release();
        };
        return { device: device === 'cuda' ? 'cuda' : 'cpu', run, release };
      },
    };
  };
  return { runtime, made };
}

async function fit(changes: Partial<TrainerOptions<SmallInput>>) {
  const trainer = await Trainer.create(smallOptions(changes));
  try {
    const outcome = await trainer.fit(training, validation);
    return { outcome, state: trainer.getState(), device: trainer.device };
  } finally {
    await trainer.release();
  }
}

describe('training on a device that fails', () => {
  it('goes on from the same step on the CPU with the same numbers, and says so once', async () => {
    const whole = await fit({});
    // A fit takes 4 epochs of 5 steps and 2 evaluations: in a step, in each evaluation, at the very end.
    for (const failing of [1, 4, 6, 7, 8, 28]) {
      const { logger, lines } = recordingLogger();
      const { runtime, made } = failingGpu(failing);
      const services = { ...QUIET_SERVICES, logger, device: 'cuda' } as const;
      expect(await fit({ runtime, services }), `run ${failing}`).toEqual(whole);
      expect(lines).toEqual([
        {
          level: 'warn',
          message:
            "Training 'small' failed on cuda and goes on from the same step on the CPU: A graph stopped: out of memory",
        },
      ]);
      expect(made.map(({ device }) => device)).toEqual(['cuda', 'cpu']);
      expect(made[0].runs, 'the device is not asked again').toBe(failing);
      expect(
        made.map(({ programs }) => programs),
        'all is given back',
      ).toEqual([0, 0]);
    }
  });

  it('stays there while it works', async () => {
    const { logger, lines } = recordingLogger();
    const { runtime, made } = failingGpu(Number.POSITIVE_INFINITY);
    const services = { ...QUIET_SERVICES, logger, device: 'cuda' } as const;
    expect((await fit({ runtime, services })).device).toBe('cuda');
    expect(lines).toEqual([]);
    expect(made.map(({ device }) => device)).toEqual(['cuda']);
  });

  it('passes on what is not the device’s fault', async () => {
    const { runtime } = failingGpu(3, 'tensor/shape');
    await expect(
      fit({ runtime, services: { ...QUIET_SERVICES, device: 'cuda' } }),
    ).rejects.toMatchObject({ code: 'tensor/shape' });
  });

  it.each(['cpu', 'cuda'] as const)(
    'has no further fallback from the CPU when it began on %s',
    async (device) => {
      let runs = 0;
      const { runtime: gpu } = failingGpu(2);
      const runtime = (options: RuntimeOptions): DeviceRuntime => ({
        fallback: null,
        async compile(file) {
          const program = await gpu(options).compile(file);
          const run: Program['run'] = async (inputs, into) => {
            if (program.device === 'cpu' && ++runs === 3) {
              throw new QuantError('tensor/run-failed', 'A graph stopped: tired');
            }
            return program.run(inputs, into);
          };
          return { ...program, run };
        },
      });
      await expect(fit({ runtime, services: { ...QUIET_SERVICES, device } })).rejects.toThrow(
        'A graph stopped: tired',
      );
      expect(runs).toBe(3);
    },
  );

  it('is told once when the device is not there at all', async () => {
    const { logger, lines } = recordingLogger();
    const whole = await fit({});
    // No machine has both: one of them falls back.
    const elsewhere = process.platform === 'darwin' ? 'cuda' : 'coreml';
    const services = { ...QUIET_SERVICES, logger, device: elsewhere } as const;
    expect(await fit({ services })).toEqual(whole);
    expect(lines).toEqual([
      {
        level: 'warn',
        message: expect.stringMatching(
          new RegExp(`^Training 'small': ${elsewhere} is not in this build of ONNX Runtime`),
        ) as string,
      },
    ]);
  });
});
