/** Where unfinished training is kept, one named slot a run. */
export interface CheckpointStore {
  /** What was last kept under this name; null where nothing was. @throws models/corrupt */
  load(name: string): Uint8Array | null;
  /** Durable and whole when it returns, or the one before is still there. @throws base/write-failed */
  save(name: string, bytes: Uint8Array): void;
}
