import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { messageOf, QuantError } from '#base';

/** A command line that a study does not understand, told with what it does. */
export function usageError(what: string, usage: string): QuantError {
  return new QuantError('cli/usage', `${what}; usage: ${usage}`);
}

/** @throws cli/usage for a flag that is not among them */
export function parsedArguments<const Flags extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Flags,
  usage: string,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (thrown) {
    throw usageError(messageOf(thrown).split('. ')[0], usage);
  }
}
