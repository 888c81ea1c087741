import { writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { computeMetrics } from '#backtest';
import { nodeDisk } from '#base/node';
import { PerformanceVisualizer } from '#report';
import { sampleRun } from './support/sample-run.ts';
const seed = Number(process.argv[2] ?? 7);
const record = sampleRun({ seed, averageBars: Number(process.argv[3] ?? 80) });
const t0 = performance.now();
const metrics = computeMetrics(record);
const t1 = performance.now();
const page = new PerformanceVisualizer(nodeDisk).render(record, metrics);
console.log('trades', record.trades.length, 'metrics ms', t1 - t0, 'render ms', performance.now() - t1, 'bytes', page.length);
console.log(metrics.sharpeRatio, metrics.totalReturn, metrics.maxDrawdown);
writeFileSync('/tmp/report.html', page);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
for (const [name, scheme, width] of [['light', 'light', 1280], ['dark', 'dark', 1280], ['phone', 'light', 400]] as const) {
  const tab = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme, deviceScaleFactor: 1 });
  tab.on('console', (m) => console.log('console', m.type(), m.text()));
  tab.on('pageerror', (e) => console.log('pageerror', e.message));
  tab.on('request', (r) => console.log('request', r.url().slice(0, 80)));
  const a = performance.now();
  await tab.goto('file:///tmp/report.html');
  await tab.waitForSelector('html[data-ready]', { state: 'attached' });
  console.log(name, 'ready ms', performance.now() - a);
  const total = await tab.evaluate('document.documentElement.scrollHeight') as number;
  for (let at = 0, part = 1; at < total; at += 1150, part++) await tab.screenshot({ path: `/tmp/shot-${name}-${part}.png`, fullPage: true, clip: { x: 0, y: at, width, height: Math.min(1150, total - at) } });
  if (name === 'light') await tab.pdf({ path: '/tmp/shot.pdf', format: 'A4' });
}
{
  const tab = await browser.newPage({ viewport: { width: 688, height: 970 }, colorScheme: 'dark' });
  await tab.goto('file:///tmp/report.html');
  await tab.waitForSelector('html[data-ready]', { state: 'attached' });
  await tab.emulateMedia({ media: 'print' });
  await tab.evaluate("dispatchEvent(new Event('beforeprint'))");
  await tab.waitForTimeout(1500);
  await tab.screenshot({ path: '/tmp/shot-print.png', fullPage: true, clip: { x: 0, y: 0, width: 688, height: 1500 } });
  await tab.screenshot({ path: '/tmp/shot-print-2.png', fullPage: true, clip: { x: 0, y: 2000, width: 688, height: 1700 } });
}
await browser.close();
