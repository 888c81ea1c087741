/** What a backtest leaves in the memory of a process of its own: `memory-run.ts SYMBOLS BARS`. */
import { systemSchema } from '#config';
import { crossed, PEER } from './peer.ts';
import { walkMarket } from './walk.ts';

declare const gc: () => void;

const [symbols, bars] = process.argv.slice(2).map(Number);
const config = symbols === 1 ? PEER : systemSchema.parse({});
// A small one first: loading the program is no memory of the run.
crossed(walkMarket(symbols, 2000), config);
const market = walkMarket(symbols, bars);
gc();

/** In use, bytes: objects, and the columns that lie outside the heap. */
function used(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const before = used();
const run = crossed(market, config);
gc();
const held = used() - before;
const peak = process.resourceUsage().maxRSS * 1024;
process.stdout.write(JSON.stringify({ held, peak, fills: run.fills.length }));
