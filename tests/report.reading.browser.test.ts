import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord, TradeRecord } from '#base';
import { launchChromium } from './support/chromium.ts';
import { openReport } from './support/report-page.ts';
import { sampleBreakdowns, sampleRun } from './support/sample-run.ts';

let browser: Browser;
let folder: string;

async function open(record: RunRecord = sampleRun({ models: 3 })): Promise<Page> {
  const { tab } = await openReport(
    { browser, folder },
    record,
    {},
    { breakdowns: sampleBreakdowns() },
  );
  return tab;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'quant-report-'));
  browser = await launchChromium();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the list of trades', { timeout: 60_000 }, () => {
  /** How many trades the list says it shows. */
  async function counted(tab: Page): Promise<number> {
    const text = (await tab.locator('#trade-count').textContent()) ?? '';
    return text === 'No trade fits.'
      ? 0
      : Number(/of ([\d,]+)/.exec(text)?.[1].replaceAll(',', ''));
  }

  const middle = Date.UTC(2018, 5, 1);
  const DAY_MS = 86_400_000;
  const filters: readonly (readonly [
    string,
    (tab: Page) => Promise<unknown>,
    (trade: TradeRecord) => boolean,
  ])[] = [
    [
      'symbol',
      (tab) => tab.selectOption('#trade-symbol', { label: 'SIM3' }),
      ({ symbol }) => symbol === 'SIM3',
    ],
    [
      'long',
      (tab) => tab.selectOption('#trade-side', { label: 'long' }),
      ({ side }) => side === 'long',
    ],
    [
      'short',
      (tab) => tab.selectOption('#trade-side', { label: 'short' }),
      ({ side }) => side === 'short',
    ],
    [
      'won',
      (tab) => tab.selectOption('#trade-result', { label: 'won' }),
      ({ netPnl }) => netPnl > 0,
    ],
    [
      'lost',
      (tab) => tab.selectOption('#trade-result', { label: 'lost' }),
      ({ netPnl }) => !(netPnl > 0),
    ],
    [
      'reason',
      (tab) => tab.selectOption('#trade-reason', { label: 'stop-loss' }),
      ({ exitReason }) => exitReason === 'stop-loss',
    ],
    ['from', (tab) => tab.fill('#trade-from', '2018-06-01'), ({ exitTime }) => exitTime >= middle],
    [
      'to',
      (tab) => tab.fill('#trade-to', '2018-06-01'),
      ({ exitTime }) => exitTime < middle + DAY_MS,
    ],
  ];

  it('counts what passes each filter, and all again when they are cleared', async () => {
    const record = sampleRun();
    const tab = await open(record);
    expect(await counted(tab)).toBe(record.trades.length);
    for (const [name, apply, passes] of filters) {
      await apply(tab);
      const expected = record.trades.filter(passes).length;
      expect(expected, name).toBeGreaterThan(0);
      expect(expected, name).toBeLessThan(record.trades.length);
      await expect.poll(() => counted(tab), { message: name }).toBe(expected);
      await tab.getByRole('button', { name: 'Clear' }).click();
      await expect.poll(() => counted(tab)).toBe(record.trades.length);
    }
    await tab.close();
  });

  it('joins filters, and says when nothing fits', async () => {
    const record = sampleRun();
    const tab = await open(record);
    await tab.selectOption('#trade-symbol', { label: 'SIM3' });
    await tab.selectOption('#trade-result', { label: 'won' });
    const own = record.trades.filter(({ symbol, netPnl }) => symbol === 'SIM3' && netPnl > 0);
    expect(await counted(tab)).toBe(own.length);
    const names = await tab.locator('#trades tbody td:first-child').allTextContents();
    expect(new Set(names)).toEqual(new Set(['SIM3']));
    await tab.fill('#trade-to', '1990-01-01');
    await expect.poll(() => tab.locator('#trade-count').textContent()).toBe('No trade fits.');
    expect(await tab.locator('#trades tbody tr').count()).toBe(0);
    await tab.close();
  });

  it('sorts by any column, both ways, and turns pages', async () => {
    const record = sampleRun();
    const tab = await open(record);
    const count = tab.locator('#trade-count');
    expect(await count.textContent()).toContain(`1–25 of ${record.trades.length}`);
    await tab.getByRole('button', { name: 'Next page' }).click();
    expect(await count.textContent()).toContain('26–50 of');

    const results = record.trades.map(({ netPnl }) => netPnl);
    const shown = tab.locator('#trades tbody tr').first().locator('td').nth(8);
    await tab.getByRole('button', { name: 'Net result' }).click();
    expect(await count.textContent()).toContain('1–25 of');
    expect((await shown.textContent())?.replaceAll(',', '')).toBe(
      `+${Math.max(...results).toFixed(2)}`,
    );
    expect(await tab.locator('th[aria-sort="descending"]').textContent()).toBe('Net result');
    await tab.getByRole('button', { name: 'Net result' }).click();
    expect((await shown.textContent())?.replaceAll(',', '').replace('−', '-')).toBe(
      Math.min(...results).toFixed(2),
    );
    for (const name of [
      'Symbol',
      'Side',
      'Quantity',
      'Entry',
      'Exit',
      'Fees',
      'Return',
      'Why closed',
    ]) {
      await tab.locator('#trades').getByRole('button', { name, exact: true }).click();
      expect(await tab.locator('#trades th:not([aria-sort="none"])').textContent()).toBe(name);
    }
    await tab.close();
  });
});

describe('the page for who listens or types', { timeout: 60_000 }, () => {
  it('has its landmarks, one first heading, and no level left out', async () => {
    const tab = await open();
    for (const role of ['banner', 'navigation', 'main', 'contentinfo'] as const) {
      expect(await tab.getByRole(role).count(), role).toBe(1);
    }
    const levels: number[] = await tab.evaluate(
      "[...document.querySelectorAll('h1, h2, h3')].map(({ tagName }) => Number(tagName.slice(1)))",
    );
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels.every((level, at) => at === 0 || level - levels[at - 1] <= 1)).toBe(true);
    await tab.close();
  });

  it('names every figure with its numbers and captions every table', async () => {
    const tab = await open();
    const plots = tab.getByRole('img');
    expect(await plots.count()).toBeGreaterThanOrEqual(9);
    const texts: string[] = await tab.evaluate(
      "[...document.querySelectorAll('[role=img]')].map((plot) => plot.getAttribute('aria-labelledby').split(' ').map((id) => document.getElementById(id).textContent).join(' '))",
    );
    for (const text of texts) expect(text).toMatch(/\d/);
    const tables = await tab.locator('table').count();
    expect(await tab.locator('table > caption').count()).toBe(tables);
    expect(await tab.locator('th:not([scope])').count()).toBe(0);
    for (const control of await tab.locator('select, input').all()) {
      expect(
        await control.evaluate((node) => (node as unknown as { labels: unknown[] }).labels.length),
      ).toBe(1);
    }
    await tab.close();
  });

  it('is walked through in the order it is read, and every link leads somewhere', async () => {
    const tab = await open();
    await tab.keyboard.press('Tab');
    expect(await tab.evaluate('document.activeElement.textContent')).toBe('Skip to the figures');
    const tops: number[] = [];
    for (let step = 0; step < 40; step++) {
      await tab.keyboard.press('Tab');
      tops.push(
        await tab.evaluate(
          'Math.round(document.activeElement.getBoundingClientRect().top + scrollY)',
        ),
      );
    }
    const inMain = tops.slice(20);
    expect(inMain.every((top, at) => at === 0 || top >= inMain[at - 1] - 40)).toBe(true);
    const broken = await tab.evaluate(
      "[...document.querySelectorAll('a[href^=\"#\"]')].filter((link) => !document.querySelector(link.getAttribute('href'))).length",
    );
    expect(broken).toBe(0);
    await tab.close();
  });

  it('moves a chart’s cursor and zooms by keys, and says where it stands', async () => {
    const record = sampleRun();
    const tab = await open(record);
    const chart = tab.locator('#chart-equity-0');
    const said = () => tab.locator('#announcer').textContent();
    await chart.focus();
    await tab.keyboard.press('End');
    const last = Math.round(record.equity.equity.at(-1) ?? 0).toLocaleString('en-US');
    expect(await said()).toContain(`Strategy ${last}`);
    const atEnd = await said();
    await tab.keyboard.press('ArrowLeft');
    expect(await said()).not.toBe(atEnd);
    const windowOf = () => tab.locator('#chart-drawdown-0 svg').getAttribute('viewBox');
    const whole = await windowOf();
    await tab.keyboard.press('+');
    expect(await windowOf()).not.toBe(whole);
    await tab.keyboard.press('Escape');
    expect(await windowOf()).toBe(whole);
    await tab.close();
  });
});
