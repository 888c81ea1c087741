/** The ports as the machine provides them: the one place below the edges that touches it. */
export { lockFolder } from './lock-folder.ts';
export { nodeDisk } from './node-disk.ts';
export { nodeImport } from './node-import.ts';
export { nodeNet } from './node-net.ts';
export { nodeSpawn } from './node-spawn.ts';
export { nodeWebSocket } from './node-web-socket.ts';
export { processorCount } from './processor-count.ts';
export type { Logging, LoggingSetup } from './setup-logging.ts';
export { setupLogging } from './setup-logging.ts';
export { systemClock } from './system-clock.ts';
