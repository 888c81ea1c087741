/** Markup that is safe to insert as it stands. */
export interface Html {
  readonly markup: string;
}

type Insert = Html | string | number | readonly Html[];

/** Builds markup in which every inserted text is escaped: the data of a run is never markup. */
export function html(parts: TemplateStringsArray, ...inserts: readonly Insert[]): Html {
  return {
    markup: parts.reduce((text, part, at) => text + markupOf(inserts[at - 1]) + part),
  };
}

/** Markup made elsewhere that is known to be safe: our own scripts and styles. */
export function trusted(markup: string): Html {
  return { markup };
}

export const NOTHING: Html = { markup: '' };

function markupOf(insert: Insert): string {
  if (typeof insert === 'string') return escapeHtml(insert);
  if (typeof insert === 'number') return String(insert);
  if ('markup' in insert) return insert.markup;
  return insert.map((item) => item.markup).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For text and quoted attributes alike. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]);
}
