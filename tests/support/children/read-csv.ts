import { messageOf, QuantError } from '#base';
import { nodeDisk } from '#base/node';
import { adjustmentFactors, checkBars, CsvProvider } from '#data';

/** Reads and checks one symbol of a folder, and tells what came of it and what it took. */
const [folder, symbol] = process.argv.slice(2);
const started = process.cpuUsage();
const outcome = await read().catch((thrown: unknown) => ({
  code: thrown instanceof QuantError ? thrown.code : 'crash',
  message: messageOf(thrown),
}));
const { user, system } = process.cpuUsage(started);
const cpuMs = Math.round((user + system) / 1000);
// On Linux maxRSS is in KiB.
const maxRssMb = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(JSON.stringify({ ...outcome, cpuMs, maxRssMb }));

async function read(): Promise<{ code: string; message: string }> {
  const provider = new CsvProvider(folder, nodeDisk);
  const fetched = await provider.fetchBars({ symbol, interval: '1d', start: 0, end: 4e12 });
  const { bars, actions, quarantine } = fetched;
  const { clean, health } = checkBars(bars, { symbol, interval: '1d', actions, quarantine });
  adjustmentFactors(clean, actions);
  return { code: 'read', message: JSON.stringify(health) };
}
