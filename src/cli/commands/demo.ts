import { marketFlags } from '../market-plan.ts';
import type { CommonOptions } from '../options.ts';
import { withSession } from '../session.ts';
import { backtest } from './backtest.ts';
import { download } from './download.ts';
import { train } from './train.ts';

const MARKET = { assets: 'SIM1,SIM2,SIM3,SIM4', interval: '1d', provider: 'sim' };

/** `quant demo`: the main job on the simulated market, from data to dashboard. */
export async function runDemo(common: CommonOptions): Promise<void> {
  const options = { ...common, ...MARKET };
  await withSession(options, marketFlags(options), async (session) => {
    const { output } = session;
    output.text(
      '1. A simulated market: four stocks, fifteen years of days, a small planted edge.\n',
    );
    const downloaded = await download(session, options);
    output.text('\n2. Train on the past, judge on what follows, five times.\n');
    const trained = await train(session, {
      ...options,
      model: 'persistence,ridge,transformer',
      walkForward: true,
    });
    output.text('\n3. Trade the forecasts of models that had not seen the bars, all costs paid.\n');
    const tested = await backtest(session, { ...options, strategy: 'ml' });
    output.document({ download: downloaded, train: trained, backtest: tested });
  });
}
