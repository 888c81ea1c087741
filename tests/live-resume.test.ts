import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { readSavedRun } from '#backtest';
import { Random, type RetrainRecord, type RunManifest } from '#base';
import { nodeDisk } from '#base/node';
import { quant, quantJson, startQuant } from './support/quant.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

interface LiveDocument extends SavedDocument {
  readonly barCounter: number;
  readonly resumedFrom: number | null;
  readonly ended: string;
  readonly finalEquity: number;
  readonly bars: readonly unknown[];
  readonly orders: readonly unknown[];
  readonly fills: readonly { readonly time: number }[];
  readonly trades: readonly unknown[];
  readonly retrains: readonly RetrainRecord[];
  readonly breaches: readonly unknown[];
  readonly champions: readonly unknown[];
}

interface SavedDocument {
  readonly manifest: RunManifest;
  readonly files: { readonly folder: string; readonly dashboard: string };
}

interface BacktestDocument extends SavedDocument {
  readonly metrics: { readonly finalEquity: number };
  readonly fills: readonly unknown[];
  readonly trades: readonly unknown[];
}

interface Comparison {
  readonly differences: readonly { readonly what: string }[];
  readonly pairs: readonly { readonly kind: string; readonly reason?: string }[];
}

/** Tenths of the run after which each chain is stopped. */
const STOPS = [1, 3, 5, 7];
/** Bars a second while stops are tried: slow enough to be stopped anywhere. */
const SPEED = '500';
const CHECKPOINT_BARS = 37;

const folder = temporaryFolder();
const SPAN = [
  ...['--strategy', 'ml', '--provider', 'sim', '--assets', 'SIM1', '--interval', '1d'],
  ...['--start', '2010-01-01', '--end', '2014-12-31'],
  ...['--set', 'training.retrainIntervalBars=200', '--set', 'training.retrainBufferBars=900'],
];
const liveArgs = (name: string) => [
  ...['live', '--broker', 'paper', ...SPAN],
  ...['--state-dir', join(folder, name), '--set', `paths.logDir=${join(folder, `${name}-logs`)}`],
  ...['--set', `core.checkpointIntervalBars=${CHECKPOINT_BARS}`],
];

const wholeRun = (name: string) => quantJson<LiveDocument>(folder, ...liveArgs(name));

const decisions = (document: LiveDocument) => ({ ...document, resumedFrom: null });

const linesOf = (name: string): string[] =>
  readFileSync(join(folder, `${name}-logs`, 'quant.log'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { msg: string }).msg);

/** Waits until a child has told of a tenth of its bars; what it has said by then. */
async function untilTenth(child: ChildProcess, tenth: number): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    const told = [...said.matchAll(/live: (\d+)%/g)].map((match) => Number(match[1]));
    if (told.some((percent) => percent >= 10 * tenth)) resolve(said);
  });
  child.once('exit', () => reject(new Error(`ended before tenth ${tenth}: ${said}`)));
  return promise;
}

/** Starts the run, or goes on with it, and stops it some time after that tenth of its bars. */
async function stoppedRun(name: string, tenth: number, signal: NodeJS.Signals, ms: number) {
  const child = startQuant(folder, ...liveArgs(name), '--speed', SPEED);
  const ended = once(child, 'exit');
  const said = await untilTenth(child, tenth);
  await delay(ms);
  child.kill(signal);
  const [code, killedBy] = await ended;
  const from = /Resumed from checkpoint at bar_counter=(\d+)\n/.exec(said);
  return { end: code ?? killedBy, from: from === null ? null : Number(from[1]) };
}

describe('quant live on paper', () => {
  let whole: LiveDocument;

  beforeAll(async () => {
    whole = await wholeRun('whole');
  });

  it('trades, and retrains with a verdict, and says so', () => {
    const { ended, barCounter, bars, fills, retrains, resumedFrom } = whole;
    expect([ended, barCounter, resumedFrom]).toEqual(['data', bars.length, null]);
    expect(fills.length).toBeGreaterThan(10);
    expect(retrains.length).toBeGreaterThanOrEqual(5);
    const told = linesOf('whole').filter((line) => line.startsWith('Retrain'));
    expect(told).toEqual(
      retrains.flatMap(({ triggerBar, model, verdict, detail }) => [
        `Retrain triggered at bar ${triggerBar} | reasons: interval (200 >= 200)`,
        `Retrain '${model}' ${verdict} | ${detail}`,
      ]),
    );
    expect(new Set(retrains.map(({ verdict }) => verdict))).toEqual(
      new Set(['ACCEPTED', 'REJECTED']),
    );
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
    'continues after %s at any bar, again and again, as if never stopped',
    async (signal) => {
      const random = Random.stream(11, signal);
      const resumedFrom: (number | null)[] = [];
      for (const tenth of STOPS) {
        const { end, from } = await stoppedRun(signal, tenth, signal, random.integer(200));
        expect(end).toBe(signal === 'SIGKILL' ? signal : 130);
        resumedFrom.push(from);
      }
      const resumed = await wholeRun(signal);
      expect(decisions(resumed)).toEqual(decisions(whole));

      const expected = [null, ...STOPS.map((tenth) => (tenth * whole.barCounter) / 10)];
      [...resumedFrom, resumed.resumedFrom].forEach((from, stops) => {
        const bar = expected[stops];
        if (bar === null) expect(from).toBeNull();
        else expect(from).toBeGreaterThan(bar - CHECKPOINT_BARS);
      });
    },
  );

  it('decides as a backtest with learning does', async () => {
    const args = ['backtest', '--learn', ...SPAN, '--set', 'paths.reportDir=reports'];
    const backtest = await quantJson<BacktestDocument>(folder, ...args);
    expect(backtest.fills).toEqual(whole.fills);
    expect(backtest.trades).toEqual(whole.trades);
    expect(backtest.metrics.finalEquity).toBe(whole.finalEquity);
  });

  it('is saved as a backtest is, up to its newest bar, with a page that is made again to the byte', async () => {
    const part = await quantJson<LiveDocument>(folder, ...liveArgs('part'), '--max-bars', '150');
    const { record } = await readSavedRun(nodeDisk, join(folder, part.files.folder));
    const { end } = part.manifest;
    expect(record.manifest).toEqual(part.manifest);
    expect([part.manifest.mode, record.equity.time.length]).toEqual(['paper', 150]);
    expect(record.prices['SIM1'].time.at(-1)).toBe(end);
    expect(record.fills).toEqual(whole.fills.filter(({ time }) => time <= end));
    const path = join(folder, part.files.dashboard);
    const page = readFileSync(path);
    expect(page.toString()).toContain('paper report');
    rmSync(path);
    await quant(folder, 'report', part.files.folder);
    expect(readFileSync(path).equals(page)).toBe(true);
    const nothing = await quantJson<LiveDocument>(folder, ...liveArgs('none'), '--max-bars', '0');
    expect([nothing.manifest, nothing.files]).toEqual([null, null]);
  });

  it('compares with the backtest that learns: the same day by day', async () => {
    const args = ['backtest', '--learn', ...SPAN];
    const tested = await quantJson<BacktestDocument>(folder, ...args);
    const { pairs, differences } = await quantJson<Comparison>(
      folder,
      ...['compare', whole.files.folder, tested.files.folder],
    );
    expect(pairs[0]).toMatchObject({ kind: 'unknown', reason: 'the difference never varies' });
    expect(tested.manifest.dataHashes).toEqual(whole.manifest.dataHashes);
    expect(differences.map(({ what }) => what)).toContain('mode');
  });

  it('refuses to continue with other settings', async () => {
    const other = ['--set', 'trading.commissionBps=1'];
    const { code, stderr } = await quant(folder, ...liveArgs('whole'), ...other);
    expect(code).toBe(3);
    expect(stderr).toContain('belongs to a run with trading.commissionBps 5, this one has 1');
  });

  it('refuses to trade from a state that another process trades from', async () => {
    const first = startQuant(folder, ...liveArgs('shared'), '--speed', SPEED);
    await untilTenth(first, 1);
    const { code, stderr } = await quant(folder, ...liveArgs('shared'));
    first.kill('SIGKILL');
    expect(code).toBe(3);
    expect(stderr).toContain(`in use by pid ${first.pid}`);
  });
});
