/** A shorter value hides nothing, and would blot out half of a sentence. */
const SHORTEST_SECRET = 6;

const SNIPPET_CHARACTERS = 80;

/** Removes from a text what a request said in confidence. */
export type Redact = (text: string) => string;

/**
 * Blots out every value that a request carries in its headers and its query, because
 * servers repeat them in their answers and the network in its errors.
 */
export function redactionOf(url: URL, headers: Headers): Redact {
  const said = [...headers.values(), ...url.searchParams.values()];
  const parts = said.flatMap((value) => [value, ...value.split(/[\s,;=]+/)]);
  const secrets = new Set(
    parts.flatMap((part) =>
      part.length >= SHORTEST_SECRET ? [part, encodeURIComponent(part), decoded(part)] : [],
    ),
  );
  const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((safe, secret) => safe.replaceAll(secret, '…'), text);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The beginning of an answer in quotes, on one line, without what was said in confidence. */
export function snippet(bytes: Uint8Array, redact: Redact): string {
  // Redacted before it is cut, or half a secret would be left at the cut.
  const text = redact(new TextDecoder().decode(bytes.subarray(0, 4096)))
    .replaceAll(/<[^>]{0,500}>/g, ' ')
    .replaceAll(/[\s\p{C}]+/gu, ' ')
    .trim();
  if (text === '') return bytes.length === 0 ? '(nothing)' : '(nothing readable)';
  const start = text.slice(0, SNIPPET_CHARACTERS);
  return start.length < text.length ? `"${start}…"` : `"${start}"`;
}
