import { nodeImport } from '#base/node';
import { isStrategyFile, loadStrategyFile } from '#strategies';

/**
 * Loads the file of a strategy where the command line names one, before anything asks for it.
 *
 * @throws strategies/file-unusable
 */
export async function loadOwnStrategy(strategy: string): Promise<void> {
  if (isStrategyFile(strategy)) await loadStrategyFile(strategy, nodeImport);
}
