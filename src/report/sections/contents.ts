import { type Html, html } from '../html.ts';

/** A part of the page and the title under which it is found. */
export interface Entry {
  readonly id: string;
  readonly title: string;
}

/** Links to the parts of the page, and what works on all of them. */
export function contents(entries: readonly Entry[], body: string): Html {
  const there = entries.filter(({ id }) => body.includes(` id="${id}"`));
  return html`<nav class="contents" aria-label="Contents"><ul>${there.map(
    ({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`,
  )}</ul><button type="button" id="whole-run" class="quiet scripted" hidden>Whole run</button><button type="button" id="theme" class="quiet scripted" aria-pressed="false">Dark</button></nav>`;
}
