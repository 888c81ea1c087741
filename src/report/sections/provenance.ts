import type { RunManifest } from '#base';
import { NO_FIGURE } from '../format.ts';
import { type Html, html } from '../html.ts';

/** What to mind, what the run assumed, and everything needed to run it again. */
export function provenance(manifest: RunManifest): Html {
  const identity = {
    run: manifest.runId,
    seed: String(manifest.seed),
    models: manifest.models.join(', ') || NO_FIGURE,
    configuration: manifest.configHash,
    ...Object.fromEntries(
      Object.entries(manifest.dataHashes).map(([symbol, hash]) => [`data ${symbol}`, hash]),
    ),
    ...Object.fromEntries(
      Object.entries(manifest.versions).map(([name, version]) => [`version ${name}`, version]),
    ),
  };
  return html`<section class="card wide" id="provenance" aria-labelledby="provenance-title">
  <h2 id="provenance-title">Manifest</h2>
  <p class="reading">The same versions, configuration, data and seed give the same run to the byte.</p>
  <h3>Caveats</h3>
  ${caveats(manifest.caveats)}
  <div class="two">
    <div><h3>Assumptions</h3>${pairs(manifest.assumptions, '')}</div>
    <div><h3>Identity</h3>${pairs(identity, 'mono')}</div>
  </div>
</section>`;
}

function caveats(sentences: readonly string[]): Html {
  if (sentences.length === 0) return html`<p class="reading">None was recorded.</p>`;
  return html`<ul class="sentences">${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul>`;
}

function pairs(entries: Readonly<Record<string, string | number | boolean>>, look: string): Html {
  return html`<dl class="pairs ${look}">${Object.entries(entries).map(
    ([name, value]) => html`<div><dt>${name}</dt><dd>${said(value)}</dd></div>`,
  )}</dl>`;
}

function said(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') {
    return value.toLocaleString('en-US', { maximumFractionDigits: 12 }).replace('-', '−');
  }
  return value;
}
