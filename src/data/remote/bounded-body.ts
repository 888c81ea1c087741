/**
 * All bytes of a body, unpacked, unless they are too many; then the rest is not taken.
 *
 * @returns null when the body is longer than `mostBytes`
 * @throws what the network throws when the body breaks off, and the signal's reason when it aborts
 */
export async function boundedBody(
  { body }: Pick<Response, 'body'>,
  mostBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (body === null) return new Uint8Array(0);
  const reader = (body as ReadableStream<Uint8Array>).getReader();
  // Bytes may be kept back by whoever unpacks them, who need not hear the signal.
  const cancel = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener('abort', cancel);
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    signal.throwIfAborted();
    if (done) break;
    bytes += value.length;
    if (!(bytes <= mostBytes)) {
      cancel();
      return null;
    }
    pieces.push(value);
  }
  signal.removeEventListener('abort', cancel);
  return joined(pieces, bytes);
}

function joined(pieces: readonly Uint8Array[], bytes: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
