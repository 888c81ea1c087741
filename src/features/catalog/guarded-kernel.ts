import { messageOf, QuantError } from '#base';
import { BarCount } from '../bar-count.ts';
import type { BarRow } from '../bar-row.ts';
import type {
  BarSource,
  FeatureContext,
  FeatureDefinition,
  Kernel,
  KernelState,
} from '../kernel.ts';

/**
 * A kernel of the user's: what goes wrong in it is told as theirs, nothing infinite gets into averages,
 * and whatever it does to a bar, others see that bar as it is.
 *
 * @param path - file it came from, as the settings name it
 */
export function guardedKernel(
  path: string,
  definition: FeatureDefinition,
  context: FeatureContext,
): Kernel {
  const { name, warmupBars, isSparse } = definition;
  const refuse = (what: string, cause?: unknown) =>
    new QuantError('features/file-unusable', `Feature ${name} of ${path} ${what}.`, { cause });
  const attempt: Attempt = (step) => {
    try {
      return step();
    } catch (cause) {
      throw refuse(`failed: ${messageOf(cause).replace(/\.$/, '')}`, cause);
    }
  };
  const inner = attempt(() => definition.create(ownContext(path, context, attempt)));
  const count = new BarCount();
  return {
    update: (bar) => {
      const value = attempt(() => inner.update(copyOf(bar)));
      const isDue = count.passes(warmupBars) && isSparse !== true;
      if (!isDue || Number.isFinite(value)) return value;
      throw refuse(
        `is ${value} at ${new Date(bar.time).toISOString()}, after its warm-up of ${warmupBars} bars; raise warmupBars, or give a number there`,
      );
    },
    saveState: () => ({ bars: count.saveState(), kernel: attempt(() => inner.saveState()) }),
    loadState: ({ bars, kernel }) => {
      count.loadState(bars as ReturnType<BarCount['saveState']>);
      attempt(() => inner.loadState(kernel as KernelState));
    },
  };
}

type Attempt = <Result>(step: () => Result) => Result;

/** What the user's code shares is guarded too, and meets nothing of another file that has its name. */
function ownContext(path: string, context: FeatureContext, attempt: Attempt): FeatureContext {
  return {
    ...context,
    share: <Source extends BarSource>(name: string, make: () => Source) =>
      context.share(`${path} ${name}`, () => guardedSource(make(), attempt)).source,
  };
}

function guardedSource<Source extends BarSource>(source: Source, attempt: Attempt) {
  return {
    source,
    update: (bar: BarRow) => {
      attempt(() => {
        source.update(copyOf(bar));
      });
    },
    saveState: () => attempt(() => source.saveState()),
    loadState: (state: unknown) => {
      attempt(() => {
        source.loadState(state);
      });
    },
  };
}

/** Rows are refilled and read by all; the user's code may keep or change its own. */
function copyOf(bar: BarRow): BarRow {
  return { ...bar, peers: { ...bar.peers } };
}
