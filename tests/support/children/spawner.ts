/** Starts a child that computes without end, says its pid, and waits to be killed. */
import { writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { nodeSpawn } from '#base/node';

const child = nodeSpawn(fileURLToPath(new URL('./spawned.ts', import.meta.url)), ['compute']);
writeSync(1, `${child.pid}\n`);
await child.done;
