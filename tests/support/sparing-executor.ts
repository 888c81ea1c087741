import type { Executor } from '#execution';

/** An executor that is not asked to settle while it is idle. */
export function sparing(executor: Executor, onLeftOut: () => void): Executor {
  const settle: Executor['settle'] = (...bar) =>
    executor.isIdle ? onLeftOut() : executor.settle(...bar);
  return new Proxy(executor, {
    get: (_, name: keyof Executor) => {
      if (name === 'settle') return settle;
      const member = executor[name];
      return typeof member === 'function' ? member.bind(executor) : member;
    },
  });
}
