/** Asks the cache in the folder given for every n-th of a fixed source's days, beginning with the k-th, over and over or once, and says when an answer was wrong and when all are there. */
import { writeSync } from 'node:fs';
import { barsBetween, Random } from '#base';
import { lockFolder, nodeDisk, systemClock } from '#base/node';
import { DataStorage } from '#data';
import { PreparedProvider } from '../bar-source.ts';
import { DAY_MS } from '../days.ts';
import { FIXED_BARS, FIXED_DAYS, FIXED_START } from '../fixed-hours.ts';

const [, , folder, first, step, mode] = process.argv;
const storage = new DataStorage({
  folder,
  disk: nodeDisk,
  clock: systemClock,
  lockFolder,
  settleDays: 3,
  actionsMaxAgeHours: 20,
});
const provider = new PreparedProvider(FIXED_BARS);
const random = new Random(Number(first));
const days: number[] = [];
for (let day = Number(first); day < FIXED_DAYS; day += Number(step)) days.push(day);
const isEndless = mode === 'endless';

async function ask(day: number): Promise<void> {
  const start = FIXED_START + day * DAY_MS;
  const end = start + DAY_MS;
  const answer = await storage.getOrFetch(provider, 'A', '1h', start, end, { refresh: isEndless });
  const expected = barsBetween(FIXED_BARS, start, end);
  const isRight =
    String(answer.bars.time) === String(expected.time) &&
    String(answer.bars.close) === String(expected.close);
  writeSync(1, isRight && answer.setAside.length === 0 ? '.\n' : `wrong on day ${day}\n`);
}

for (let round = 0; round < (isEndless ? Number.POSITIVE_INFINITY : 1); round++) {
  for (const day of days.toSorted(() => random.uniform() - 0.5)) await ask(day);
}
writeSync(1, 'done\n');
