import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '#base';
import { quantJson, startQuant } from './support/quant.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

interface LiveDocument {
  readonly barCounter: number;
  readonly resumedFrom: number | null;
  readonly ended: string;
  readonly bars: readonly unknown[];
  readonly orders: readonly unknown[];
  readonly fills: readonly unknown[];
  readonly retrains: readonly { readonly verdict: string }[];
}

const folder = temporaryFolder();
const ARGS = [
  ...['live', '--strategy', 'ml', '--broker', 'paper', '--provider', 'sim', '--assets', 'SIM1'],
  ...['--interval', '1d', '--start', '2010-01-01', '--end', '2014-12-31', '--speed', '0'],
  ...['--set', 'training.retrainIntervalBars=200', '--set', 'training.retrainBufferBars=900'],
  ...['--set', 'core.checkpointIntervalBars=37'],
];

const decisions = ({ barCounter, bars, orders, fills, retrains }: LiveDocument) => ({
  barCounter,
  bars,
  orders,
  fills,
  retrains,
});

const run = (stateDir: string) =>
  quantJson<LiveDocument>(folder, ...ARGS, '--state-dir', join(folder, stateDir));

/** Waits until the child has told of this many bars, or has ended. */
async function untilBar(child: ChildProcess, bar: number): Promise<void> {
  const seen = new Promise<void>((resolve) => {
    let text = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const bars = [...text.matchAll(/\((\d+)\/\d+ bars\)/g)].map((match) => Number(match[1]));
      if (bars.some((seenBar) => seenBar >= bar)) resolve();
    });
  });
  await Promise.race([seen, once(child, 'exit')]);
}

describe('a live run on paper', () => {
  let whole: LiveDocument;

  beforeAll(async () => {
    whole = await run('whole');
  });

  it('trades, and retrains with a verdict', () => {
    expect(whole.ended).toBe('data');
    expect(whole.barCounter).toBe(whole.bars.length);
    expect(whole.fills.length).toBeGreaterThan(10);
    expect(whole.retrains.length).toBeGreaterThanOrEqual(3);
    for (const { verdict } of whole.retrains) expect(['ACCEPTED', 'REJECTED']).toContain(verdict);
  });

  it('gives the same decisions when it is run again from nothing', async () => {
    expect(decisions(await run('again'))).toEqual(decisions(whole));
  });

  it.each(['SIGINT', 'SIGKILL'] as const)(
    'continues after %s at random bars as if never stopped',
    async (signal) => {
      const random = Random.stream(11, signal);
      const stateDir = join(folder, signal);
      rmSync(stateDir, { recursive: true, force: true });
      let stops = 0;
      for (let attempt = 0; attempt < 5; attempt++) {
        const child = startQuant(folder, ...ARGS, '--state-dir', stateDir);
        await untilBar(child, (attempt + 1) * 125 + random.integer(125));
        child.kill(signal);
        const [code, killedBy] = child.exitCode === null ? await once(child, 'exit') : [0, null];
        if (signal === 'SIGINT' ? code === 130 : killedBy === 'SIGKILL') stops++;
      }
      const resumed = await run(signal);
      expect(stops, 'processes that were really stopped under way').toBeGreaterThan(2);
      expect(resumed.resumedFrom).toBeGreaterThan(0);
      expect(decisions(resumed)).toEqual(decisions(whole));
    },
  );

  it('refuses to continue with other settings', async () => {
    const { code, stderr } = await quantWith('--set', 'trading.commissionBps=1');
    expect(code).toBe(3);
    expect(stderr).toContain('belongs to a run with settingsHash');
  });

  const quantWith = async (...more: readonly string[]) => {
    const { quant } = await import('./support/quant.ts');
    return quant(folder, ...ARGS, '--state-dir', join(folder, 'whole'), ...more);
  };
});
