/** Logs `count` lines to `folder`, then ends in the way asked for. */
import { setupLogging } from '#base/node';

const [folder, count, ending, level] = process.argv.slice(2);
const { logger, close } = setupLogging({
  level: level === 'debug' ? 'debug' : 'warn',
  folder,
  fileBytes: 20_000,
  backups: 100,
});
for (let line = 1; line <= Number(count); line++) logger.info('line', { line });
logger.warn('Last words', { apiKey: 'canary-secret', nested: { authorization: 'canary-secret' } });

switch (ending) {
  case 'close':
    close();
    break;
  case 'exit':
    process.exit(4);
  case 'throw':
    throw new Error('thrown on purpose');
  case 'SIGINT':
  case 'SIGTERM':
    process.kill(process.pid, ending);
    setInterval(() => undefined, 1000);
    break;
  case 'handled':
    process.on('SIGTERM', () => {
      logger.info('line', { line: Number(count) + 1 });
      process.exit(0);
    });
    process.kill(process.pid, 'SIGTERM');
    setInterval(() => undefined, 1000);
    break;
}
