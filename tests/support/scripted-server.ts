import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the server was asked, and when. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query as they came over the wire. */
  readonly target: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** Monotonic, ms. */
  readonly time: number;
}

/** One way to answer a request; it may also leave it without an end. */
export type Answer = (request: RecordedRequest, response: ServerResponse) => void;

/** A real server on a local port that answers as it is told. */
export interface ScriptedServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  /** Connections that clients have not let go of. */
  readonly openConnections: number;
  /** Answers the next requests so, one each, before it goes on as usual. */
  script(...answers: readonly Answer[]): void;
  /** Answers so from now on where nothing is scripted. */
  always(answer: Answer): void;
  /** Drops what is under way. */
  close(): Promise<void>;
}

export async function startScriptedServer(usual: Answer): Promise<ScriptedServer> {
  const requests: RecordedRequest[] = [];
  const scripted: Answer[] = [];
  let always = usual;
  let open = 0;
  const server = createServer((incoming, response) => {
    const answer = scripted.shift() ?? always;
    const reply = async () => {
      const request = await record(incoming);
      requests.push(request);
      answer(request, response);
    };
    reply().catch((thrown: unknown) => response.destroy(thrown as Error));
  });
  server.on('connection', (socket) => {
    open++;
    socket.on('close', () => open--);
    // A client that hangs up is what many tests are about.
    socket.on('error', () => undefined);
  });
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await listening;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    get openConnections() {
      return open;
    },
    script: (...answers) => void scripted.push(...answers),
    always(answer) {
      always = answer;
    },
    close() {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      return closed.promise;
    },
  };
}

async function record(incoming: IncomingMessage): Promise<RecordedRequest> {
  const time = performance.now();
  let body = '';
  for await (const piece of incoming) body += String(piece);
  const target = incoming.url ?? '';
  const { method = '', headers } = incoming;
  return { method, target, url: new URL(target, 'http://local'), headers, body, time };
}
