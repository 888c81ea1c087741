/**
 * A web socket that is open or being opened.
 *
 * Every socket ends in `close`, after an `error` when it could not be opened or broke.
 */
export interface SocketLink {
  on(
    event: 'open' | 'message' | 'error' | 'close' | 'pong',
    listener: (...args: unknown[]) => void,
  ): unknown;
  send(data: string | Uint8Array): void;
  ping(): void;
  /** Asks the other side to end it, and waits for that. */
  close(): void;
  /** Ends it at once. */
  terminate(): void;
  /** 1 while it is open. */
  readonly readyState: number;
}

/** Begins to open a web socket; failing is told by its events. */
export type OpenWebSocket = (
  url: string,
  options: {
    readonly headers: Readonly<Record<string, string>>;
    /** Longest message that is taken, bytes; a longer one breaks the connection. */
    readonly maxMessageBytes: number;
  },
) => SocketLink;
