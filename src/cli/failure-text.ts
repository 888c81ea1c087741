import type { CommanderError } from '@commander-js/extra-typings';
import { messageOf, QuantError } from '#base';

/** The one sentence on standard error of a command that failed. */
export function failureText(thrown: unknown): string {
  const message = onOneLine(messageOf(thrown));
  if (thrown instanceof QuantError) return message;
  return `Unexpected failure: ${message.replace(/\.$/, '')}; run it again with --log-level debug to see where, and please report it.`;
}

/** What is wrong with a command line and which word may have been meant. */
export function usageText({ message, code }: CommanderError): string {
  if (code === 'commander.help') return 'Name a command.';
  const [what, ...hints] = onOneLine(message.replace(/^error: /, '')).split(/ (?=\(Did you mean)/);
  const hint = hints.map((text) => `; ${text.slice(1, -1).replace(/^D/, 'd')}`).join('');
  const sentence = what.replace(/\.$/, '').replace('. Expected', ': expected');
  const said = sentence.charAt(0).toUpperCase() + sentence.slice(1);
  return `${said}${hint === '' ? '; quant --help shows what there is.' : hint}`;
}

function onOneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').trim();
}
