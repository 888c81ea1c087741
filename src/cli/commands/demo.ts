import type { CommonOptions } from '../options.ts';
import { runBacktest } from './backtest.ts';
import { runDownload } from './download.ts';
import { runTrain } from './train.ts';

const ASSETS = 'SIM1,SIM2,SIM3,SIM4';

/** `quant demo`: the main job on the simulated market, from data to dashboard. */
export async function runDemo(options: CommonOptions): Promise<void> {
  const { json: _json, ...common } = options;
  const market = { ...common, assets: ASSETS, interval: '1d', provider: 'sim' };
  const say = (line: string) => process.stderr.write(`\n${line}\n\n`);
  say('1. A simulated market: four stocks, fifteen years of days, a small planted edge.');
  await runDownload(market);
  say('2. Train on the past, judge on what follows, five times.');
  await runTrain({ ...market, model: 'persistence,ridge', walkForward: true });
  say('3. Trade the forecasts of models that had not seen the bars, all costs paid.');
  await runBacktest({ ...market, ...(options.json ? { json: true } : {}), strategy: 'ml' });
}
