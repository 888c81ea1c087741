/** Asks the cache in the folder given, once for every case in it, and says of each how long it took and how much memory the process has had. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeSync } from 'node:fs';
import { lockFolder, nodeDisk, systemClock } from '#base/node';
import { DataStorage } from '#data';
import { barsAt, VersionedProvider } from '../bar-source.ts';
import { DAY_MS, days, JANUARY } from '../days.ts';

const [, , folder] = process.argv;
for (const name of readdirSync(folder).sort()) {
  const provider = new VersionedProvider(barsAt(days(0, 3)));
  const storage = new DataStorage({
    folder: join(folder, name),
    disk: nodeDisk,
    clock: systemClock,
    lockFolder,
    settleDays: 3,
    actionsMaxAgeHours: 20,
  });
  const began = performance.now();
  const answer = await storage.getOrFetch(provider, 'A', '1d', JANUARY, JANUARY + 3 * DAY_MS);
  const said = {
    name,
    ms: performance.now() - began,
    mostMemoryMiB: process.resourceUsage().maxRSS / 1024,
    origin: answer.origin,
    setAside: answer.setAside.length,
    bars: answer.bars.time.length,
  };
  writeSync(1, `${JSON.stringify(said)}\n`);
}
