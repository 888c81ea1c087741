/** Tries for the state folder given, says how it went, and keeps what it got until it is killed. */
import { writeSync } from 'node:fs';
import { lockFolder, systemClock } from '#base/node';
import { lockState } from '../../../src/core/state-lock.ts';

try {
  lockState(lockFolder, process.argv[2], systemClock);
  writeSync(1, 'locked\n');
} catch (thrown) {
  writeSync(1, `${(thrown as Error).message}\n`);
}
setInterval(() => undefined, 60_000);
