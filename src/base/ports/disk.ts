/** An open file: bytes written are not durable before `sync` returns. */
export interface DiskFile {
  /** Adds all of `bytes` at the end of the file. */
  write(bytes: Uint8Array): void;
  /** Forces contents and length to the medium. */
  sync(): void;
  truncate(length: number): void;
  close(): void;
}

/**
 * The only way to files below the edges; synchronous, because order of effects is its purpose.
 *
 * Failures throw what the system throws (`ENOENT`, `ENOSPC`, …); callers give them meaning.
 */
export interface Disk {
  exists(path: string): boolean;
  readFile(path: string): Uint8Array;
  /** Size in bytes. */
  size(path: string): number;
  /** Names in a folder, sorted; empty when the folder does not exist. */
  list(folder: string): string[];
  /** Makes the folder and its parents; their names are durable when it returns. */
  makeFolder(folder: string): void;
  /** `create` fails when the file exists; `append` makes it when absent. */
  open(path: string, mode: 'create' | 'append'): DiskFile;
  rename(from: string, to: string): void;
  /** Removes a file; nothing happens when it is absent. */
  remove(path: string): void;
  /** Removes a folder with all that is in it; nothing happens when it is absent. */
  removeFolder(folder: string): void;
  /** Makes names in the folder durable. */
  syncFolder(folder: string): void;
}
