/** Does what the first argument says: a child for nodeSpawn. */
import os from 'node:os';

const [task, argument] = process.argv.slice(2);

switch (task) {
  case 'greet':
    console.log(`priority ${os.getPriority()}, ${argument}`);
    console.error('x'.repeat(100_000) + 'the end');
    process.exitCode = 3;
    break;
  case 'compute':
    console.log(process.pid);
    for (;;) Math.sqrt(2);
  case 'throw':
    throw new Error('training went wrong');
}
