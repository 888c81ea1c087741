/** A module of the user's, as it was loaded. */
export interface ImportedModule {
  readonly exports: Readonly<Record<string, unknown>>;
  /** SHA-256 over its file and every file that it leads to, but for what is provided. */
  readonly contentHash: string;
}

/**
 * Loads a module of the user's, TypeScript included, wherever it lies.
 *
 * @param path - of its file, from the working folder
 * @param provided - what it may import from this very process: name → URL of a module
 * @returns a promise that rejects with what the disk or the module itself throws
 */
export type ImportModule = (
  path: string,
  provided: Readonly<Record<string, string>>,
) => Promise<ImportedModule>;
