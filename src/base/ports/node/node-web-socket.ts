import { createRequire } from 'node:module';
import type { OpenWebSocket } from '../web-socket.ts';

/** Loads when used: most commands open no socket. */
const require = createRequire(import.meta.url);

/** Web sockets of the machine's own network. */
export const nodeWebSocket: OpenWebSocket = (url, { headers, maxMessageBytes }) => {
  const { WebSocket } = require('ws') as typeof import('ws');
  return new WebSocket(url, {
    headers: { ...headers },
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
  });
};
