import { type Bar, intervalMs, QuantError } from '#base';
import { type BarStreamEvent, dateText } from '#data';
import { EXIT } from '../exit-code.ts';
import { marketFlags } from '../market-plan.ts';
import type { DownloadOptions } from '../options.ts';
import { alpacaStream } from '../remote-providers.ts';
import { type Session, withSession } from '../session.ts';
import { stopOnSignals } from '../stop-signals.ts';
import { download } from './download.ts';

/** `quant download --follow`: what there is, then a line a bar as it closes, until Ctrl+C. */
export async function runFollow(options: DownloadOptions): Promise<number> {
  const stop = stopOnSignals();
  try {
    return await withSession(options, marketFlags(options), async (session) => {
      await follow(session, options, stop.signal);
      return EXIT.interrupted;
    });
  } finally {
    stop.release();
  }
}

async function follow(
  session: Session,
  options: DownloadOptions,
  signal: AbortSignal,
): Promise<void> {
  const { interval } = session.config.data;
  if (options.provider !== 'alpaca' || interval !== '1m' || options.json === true) {
    throw new QuantError(
      'cli/bad-option',
      '--follow streams minute bars and has no end: write --provider alpaca --interval 1m, without --json.',
    );
  }
  const had = await download(session, options);
  const newest = Math.min(...had.map(({ last }) => last ?? Number.POSITIVE_INFINITY));
  const symbols = had.map(({ symbol }) => symbol);
  const stream = alpacaStream(session);
  const from = newest + intervalMs(interval);
  for await (const event of stream.follow({ symbols, from, signal })) tell(session, event);
}

function tell({ output, logger }: Session, event: BarStreamEvent): void {
  switch (event.kind) {
    case 'bar':
      output.text(lineOf(event.symbol, event.bar));
      break;
    case 'revised':
      output.text(`${lineOf(event.symbol, event.bar)} revised`);
      break;
    case 'quarantined':
      logger.warn(`${event.bar.place}: ${event.bar.detail}; left out`);
      break;
    case 'interrupted':
      logger.warn(`Stream interrupted (${event.reason}): ${event.detail}`);
      break;
    case 'live':
      logger.info(`Stream is live; ${event.filled} bars filled in from history`);
      break;
  }
}

function lineOf(symbol: string, { time, open, high, low, close, volume }: Bar): string {
  return `${dateText(time)} ${symbol} open ${open} high ${high} low ${low} close ${close} volume ${volume}`;
}
