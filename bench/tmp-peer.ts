import { SILENT_LOGGER } from '#base';
import { BacktestEngine } from '#backtest';
import { systemSchema } from '#config';
import { createStrategy } from '#strategies';
import { walkMarket } from './walk.ts';
const PEER = systemSchema.parse({ data: { corporateActions: 'ignore' }, trading: { commissionBps: 10, slippageBps: 0, maxVolumeFraction: null, cashCheck: false, sizing: { method: 'fixed-quantity', quantity: 100 }, risk: { enabled: false } }, backtest: { initialCapital: 1_000_000 } });
const market = walkMarket(1, 1_000_000);
let best = 1e9;
for (let k = 0; k < 7; k++) { const c = process.cpuUsage(); new BacktestEngine({ market, start: 0, strategy: createStrategy('sma-cross', 1, PEER.trading), config: PEER, forecasts: null, logger: SILENT_LOGGER }).run(); const d = process.cpuUsage(c); best = Math.min(best, d.user + d.system); }
process.stdout.write(`${(1e6 / best).toFixed(2)} M/s\n`);
