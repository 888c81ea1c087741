import { createHash } from 'node:crypto';
import { BOOT_SCRIPT } from './client/boot.ts';
import { CHART_CONTROLS_SCRIPT, CHART_SCRIPT } from './client/charts.ts';
import { DECODE_SCRIPT } from './client/decode.ts';
import { THEME_SCRIPT } from './client/theme.ts';
import { TRADE_LIST_SCRIPT } from './client/trade-list.ts';
import { encodeJson } from './encode.ts';
import { type Html, html, trusted } from './html.ts';
import { STYLE } from './style/style.ts';

export interface DocumentInput {
  readonly title: string;
  readonly body: Html;
  /** Blocks of data by the id under which the script finds them. */
  readonly data: Readonly<Record<string, unknown>>;
}

const SCRIPT = `'use strict';${DECODE_SCRIPT}${THEME_SCRIPT}${TRADE_LIST_SCRIPT}${CHART_SCRIPT}${CHART_CONTROLS_SCRIPT}
offerThemes();
listTrades();
offerCharts();
document.documentElement.dataset.ready = 'true';`;

/** A whole HTML document whose security policy lets nothing be loaded and only its own scripts run. */
export function documentOf({ title, body, data }: DocumentInput): string {
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(BOOT_SCRIPT)} ${hashOf(SCRIPT)}`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<script>${trusted(BOOT_SCRIPT)}</script>
<style>${trusted(STYLE)}</style>
</head>
<body>
${body}
${Object.entries(data).map(([id, value]) => html`<script type="application/json" id="${id}">${trusted(encodeJson(value))}</script>`)}
<script>${trusted(SCRIPT)}</script>
</body>
</html>
`.markup;
}

/** What the security policy calls a script by. */
function hashOf(script: string): string {
  return `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
}
