import { describe, expect, it } from 'vitest';
import { inParallel } from './in-parallel.ts';

/** Jobs that end when told to, in any order. */
class Jobs {
  readonly ends = new Map<
    string,
    { readonly end: () => void; readonly fail: (why: Error) => void }
  >();
  most = 0;

  readonly job = (item: string): Promise<string> => {
    const running = new Promise<string>((resolve, reject) => {
      this.ends.set(item, { end: () => resolve(`${item} done`), fail: reject });
    });
    this.most = Math.max(this.most, this.ends.size);
    return running.finally(() => this.ends.delete(item));
  };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('inParallel', () => {
  it('runs up to the limit at once and gives results in the order of the items', async () => {
    const jobs = new Jobs();
    const all = inParallel(['a', 'b', 'c', 'd'], 2, jobs.job);
    for (const item of ['b', 'c', 'a', 'd']) {
      await settled();
      jobs.ends.get(item)?.end();
    }
    expect(await all).toEqual(['a done', 'b done', 'c done', 'd done']);
    expect(jobs.most).toBe(2);
  });

  it('throws the first failure once what runs has ended, and begins nothing more', async () => {
    const jobs = new Jobs();
    const began: string[] = [];
    let outcome = 'pending';
    const all = inParallel(['a', 'b', 'c', 'd'], 3, (item) => {
      began.push(item);
      return jobs.job(item);
    }).catch((thrown: unknown) => {
      outcome = (thrown as Error).message;
    });
    await settled();
    jobs.ends.get('b')?.fail(new Error('b failed'));
    await settled();
    jobs.ends.get('a')?.fail(new Error('a failed'));
    await settled();
    expect([began, outcome]).toEqual([['a', 'b', 'c'], 'pending']);
    jobs.ends.get('c')?.end();
    await all;
    expect(outcome).toBe('b failed');
  });

  it('takes a job that throws at once for one that failed, and nothing for nothing', async () => {
    const throws = () => {
      throw new Error('at once');
    };
    await expect(inParallel(['a'], 2, throws)).rejects.toThrow('at once');
    expect(await inParallel([], 2, throws)).toEqual([]);
  });
});
