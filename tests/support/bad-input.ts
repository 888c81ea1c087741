import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'vitest';
import { plant, treeOf } from './file-tree.ts';
import { quant, sentences } from './quant.ts';

/** A command that must be refused. */
export interface BadInput {
  /** Files to be there before, by path; null makes a folder. */
  readonly files?: Readonly<Record<string, string | Uint8Array | null>>;
  readonly args: readonly string[];
  readonly code: 1 | 2 | 3;
  /** The one sentence on standard error. */
  readonly says: RegExp;
}

/** A command line that is wrong in itself. */
export const usage = (says: RegExp, ...args: readonly string[]): BadInput => ({
  args,
  code: 2,
  says,
});

/** A quick command that would succeed. */
export const SIMULATED = [
  ...['backtest', '--strategy', 'buy-and-hold'],
  ...['--assets', 'SIM1', '--days', '400'],
] as const;

const CACHE = /^data-cache(\/[\w-]+(\/(\w+\.parquet|locks(\/\w+(\/lock)?)?))?)?$/;

/**
 * Runs every command in a folder of its own, with `--json`: one sentence on standard error, nothing
 * on standard output, and no file that was not there before.
 *
 * @param options.mayCache - whole bars in the cache are let pass: they were fetched before they proved too few
 */
export function itRefuses(
  root: string,
  cases: Readonly<Record<string, BadInput>>,
  options: { readonly mayCache?: boolean } = {},
): void {
  const list = Object.entries(cases);
  it.concurrent.for(list)('%s', async ([, { files = {}, args, code, says }], context) => {
    const home = mkdtempSync(join(root, 'case-'));
    plant(home, files);
    const before = treeOf(home);
    const ended = await quant(home, ...args, '--json');
    const told = sentences(ended.stderr);
    context.expect(told, ended.stderr).toHaveLength(1);
    context.expect(told[0]).toMatch(says);
    context.expect(ended).toMatchObject({ code, stdout: '' });
    const after = Object.entries(treeOf(home)).filter(
      ([path]) => !(options.mayCache === true && CACHE.test(path)),
    );
    context.expect(Object.fromEntries(after)).toEqual(before);
  });
}
