import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { computeMetrics } from '#backtest';
import type { RunRecord } from '#base';
import { PerformanceVisualizer } from '#report';
import { launchChromium } from './support/chromium.ts';
import { sampleRun } from './support/sample-run.ts';

const PANELS = ['equity', 'drawdown', 'trades-on-price', 'rolling-sharpe', 'returns', 'months'];
const HOSTILE = `</script><img src=x onerror="globalThis.hacked=1">'"&<b>`;

let browser: Browser;
let folder: string;

interface Opened {
  readonly tab: Page;
  /** Console errors, page errors and requests other than for the file itself. */
  readonly troubles: string[];
}

async function open(record: RunRecord, colorScheme: 'light' | 'dark' = 'light'): Promise<Opened> {
  const file = join(folder, `${record.manifest.runId}.html`);
  writeFileSync(file, new PerformanceVisualizer().render(record, computeMetrics(record)));
  const address = pathToFileURL(file).href;
  const tab = await browser.newPage({ colorScheme, viewport: { width: 1280, height: 900 } });
  const troubles: string[] = [];
  tab.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text());
  });
  tab.on('pageerror', (error) => troubles.push(error.message));
  tab.on('request', (request) => {
    if (request.url() !== address) troubles.push(`request ${request.url()}`);
  });
  await tab.goto(address);
  await tab.waitForSelector('html[data-ready]', { state: 'attached' });
  return { tab, troubles };
}

/** Symbols, models, reasons and texts that try to be markup. */
function hostileRun(): RunRecord {
  const record = sampleRun({ symbols: 2, years: 2 });
  const [first, second] = record.manifest.symbols;
  const rename = (symbol: string) => (symbol === first ? HOSTILE : symbol);
  return {
    ...record,
    manifest: {
      ...record.manifest,
      runId: 'hostile',
      strategy: HOSTILE,
      symbols: [HOSTILE, second],
      models: [HOSTILE],
      caveats: [HOSTILE],
      assumptions: { [HOSTILE]: HOSTILE },
    },
    prices: { [HOSTILE]: record.prices[first], [second]: record.prices[second] },
    trades: record.trades.map((trade) => ({
      ...trade,
      symbol: rename(trade.symbol),
      exitReason: HOSTILE,
    })),
    dataHealth: [
      {
        symbol: HOSTILE,
        bars: 1,
        quarantined: 1,
        gaps: 0,
        findings: { [HOSTILE]: 1 },
        repaired: { [HOSTILE]: 2 },
      },
    ],
    retrains: record.retrains.map((retrain) => ({ ...retrain, model: HOSTILE, detail: HOSTILE })),
    breaches: record.breaches.map((breach) => ({ ...breach, code: HOSTILE, detail: HOSTILE })),
  };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'quant-report-'));
  browser = await launchChromium();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the dashboard in a browser', { timeout: 60_000 }, () => {
  it('draws its six panels without an error and without the network', async () => {
    const { tab, troubles } = await open(sampleRun());
    expect(await tab.locator('.plot').count()).toBe(PANELS.length);
    for (const id of PANELS) {
      const drawn = tab.locator(
        `#plot-${id} .scatterlayer path, #plot-${id} .barlayer path, #plot-${id} .heatmaplayer image`,
      );
      expect(await drawn.count(), id).toBeGreaterThan(0);
    }
    expect(troubles).toEqual([]);
    await tab.close();
  });

  it('draws a run of one symbol, two bars and no trade', async () => {
    const record = sampleRun({ symbols: 1, years: 1 });
    const cut = (values: Float64Array) => values.subarray(0, 2);
    const { time, equity, cash, grossExposure, netExposure } = record.equity;
    const { tab, troubles } = await open({
      ...record,
      manifest: { ...record.manifest, runId: 'short', caveats: [] },
      equity: {
        time: cut(time),
        equity: cut(equity),
        cash: cut(cash),
        grossExposure: cut(grossExposure),
        netExposure: cut(netExposure),
      },
      benchmark: cut(record.benchmark),
      trades: [],
      fills: [],
      retrains: [],
      breaches: [],
      dataHealth: [],
    });
    expect(await tab.locator('#trades').count()).toBe(0);
    expect(await tab.getByText('needs 20 bar returns, has 1').count()).toBe(1);
    expect(troubles).toEqual([]);
    await tab.close();
  });

  it('turns dark and back at the button, charts included', async () => {
    const { tab, troubles } = await open(sampleRun());
    const line = tab.locator('#plot-equity .scatterlayer .trace path.js-line').nth(1);
    const light = [
      await tab.evaluate('getComputedStyle(document.body).backgroundColor'),
      await line.getAttribute('style'),
    ];
    await tab.getByRole('button', { name: 'Switch to dark colours' }).click();
    const dark = [
      await tab.evaluate('getComputedStyle(document.body).backgroundColor'),
      await line.getAttribute('style'),
    ];
    expect(dark[0]).not.toBe(light[0]);
    expect(dark[1]).not.toBe(light[1]);
    await tab.getByRole('button', { name: 'Switch to light colours' }).click();
    expect(await tab.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(light[0]);
    expect(troubles).toEqual([]);
    await tab.close();
  });

  it('starts dark on a dark system', async () => {
    const { tab } = await open(sampleRun(), 'dark');
    expect(await tab.getByRole('button', { name: 'Switch to light colours' }).count()).toBe(1);
    await tab.close();
  });

  it('filters, sorts and pages the trades', async () => {
    const record = sampleRun();
    const { tab } = await open(record);
    const rows = tab.locator('#trades tbody tr');
    const count = tab.locator('#trade-count');
    expect(await rows.count()).toBe(25);
    expect(await count.textContent()).toContain(`1–25 of ${record.trades.length}`);
    await tab.getByRole('button', { name: 'Next page' }).click();
    expect(await count.textContent()).toContain('26–50 of');

    await tab.selectOption('#trade-symbol', 'SIM3');
    const own = record.trades.filter((trade) => trade.symbol === 'SIM3');
    expect(await count.textContent()).toContain(`1–25 of ${own.length}`);
    expect(new Set(await rows.locator('td:first-child').allTextContents())).toEqual(
      new Set(['SIM3']),
    );

    await tab.selectOption('#trade-result', 'won');
    const won = own.filter((trade) => trade.netPnl > 0).length;
    expect(await count.textContent()).toContain(`of ${won}`);

    await tab.getByRole('button', { name: 'Net result' }).click();
    const best = Math.max(...own.map((trade) => trade.netPnl)).toFixed(2);
    const shown = await rows.first().locator('td').nth(7).textContent();
    expect(shown?.replaceAll(',', '')).toBe(`+${best}`);
    expect(await tab.locator('th[aria-sort="descending"]').textContent()).toContain('Net result');
    await tab.close();
  });

  it('shows another symbol when it is chosen', async () => {
    const { tab, troubles } = await open(sampleRun());
    const legend = tab.locator('#plot-trades-on-price .legendtext').first();
    await tab.selectOption('#choice-trades-on-price', 'SIM5');
    await expect.poll(() => legend.textContent()).toBe('SIM5');
    expect(troubles).toEqual([]);
    await tab.close();
  });

  it('zooms all panels over time together', async () => {
    const { tab } = await open(sampleRun());
    const ranges = () =>
      tab.evaluate(
        "['equity', 'drawdown'].map((id) => document.getElementById('plot-' + id).layout.xaxis.range.map(String).join())",
      ) as Promise<string[]>;
    const before = await ranges();
    const box = await tab.locator('#plot-equity .nsewdrag').first().boundingBox();
    expect(box).not.toBeNull();
    if (box === null) return;
    await tab.mouse.move(box.x + box.width * 0.3, box.y + 100);
    await tab.mouse.down();
    await tab.mouse.move(box.x + box.width * 0.6, box.y + 100, { steps: 5 });
    await tab.mouse.up();
    await expect.poll(async () => (await ranges())[1]).not.toBe(before[1]);
    const [equity, drawdown] = await ranges();
    expect(drawdown).toBe(equity);
    await tab.close();
  });

  it('shows hostile names as text and runs nothing of theirs', async () => {
    const { tab, troubles } = await open(hostileRun());
    expect(await tab.evaluate('globalThis.hacked')).toBeUndefined();
    expect(await tab.locator('img[src="x"]').count()).toBe(0);
    expect(await tab.locator('h1').textContent()).toBe(HOSTILE);
    expect(await tab.locator('#trades tbody td:last-child').first().textContent()).toBe(HOSTILE);
    await tab.selectOption('#choice-trades-on-price', { label: HOSTILE });
    const legend = tab.locator('#plot-trades-on-price .legendtext').first();
    await expect.poll(() => legend.textContent()).toBe(HOSTILE);
    expect(troubles).toEqual([]);
    await tab.close();
  });

  it('runs no script that is not its own', async () => {
    const { tab, troubles } = await open(sampleRun({ symbols: 1, years: 1 }));
    await tab.evaluate(
      "document.body.append(Object.assign(document.createElement('script'), { textContent: 'globalThis.hacked = 1' }))",
    );
    expect(await tab.evaluate('globalThis.hacked')).toBeUndefined();
    expect(troubles.join()).toContain('Content Security Policy');
    await tab.close();
  });

  it('holds ten thousand trades in under 5 MB', async () => {
    const record = sampleRun({ symbols: 12, years: 14, averageBars: 6 });
    expect(record.trades.length).toBeGreaterThan(10_000);
    const page = new PerformanceVisualizer().render(record, computeMetrics(record));
    expect(Buffer.byteLength(page)).toBeLessThan(5_000_000);
    const { tab, troubles } = await open(record);
    expect(await tab.locator('#trade-count').textContent()).toContain('1–25 of 1');
    expect(troubles).toEqual([]);
    await tab.close();
  });
});
