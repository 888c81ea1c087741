import { DARK, LIGHT } from './colours.ts';

const FRAME = /* css */ `
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.55 -apple-system, "Segoe UI", Inter, Roboto, "Helvetica Neue", Arial, "Liberation Sans", system-ui, sans-serif;
  font-synthesis: none; text-rendering: optimizeLegibility;
}
body > header, body > main, body > footer { max-width: 1200px; margin: 0 auto; padding: 0 24px; }
main { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 20px; margin-top: 20px !important; }
main > * { min-width: 0; grid-column: 1 / -1; margin: 0; scroll-margin-top: 64px; } main > .card:not(.wide) { grid-column: auto; }
[hidden] { display: none !important; }
html:not([data-script]) .scripted { display: none !important; }
.skip { position: absolute; left: -999em; } .skip:focus { left: 16px; top: 12px; z-index: 9; background: var(--card); padding: 6px 12px; }
h1, h2, h3, p, dl, dd, ul { margin: 0; }
h2 { font-size: 16px; font-weight: 600; line-height: 1.35; letter-spacing: -0.005em; }
h3 { font-size: 13px; font-weight: 600; color: var(--muted); margin-bottom: 6px; }
.reading { color: var(--muted); font-size: 13.5px; max-width: 122ch; margin-top: 3px; text-wrap: pretty; } .wide .reading { max-width: 144ch; }
.note { color: var(--muted); font-size: 12.5px; margin-top: 14px; }
.gain { color: var(--gain); } .loss { color: var(--loss); } .warn { color: var(--warn); font-weight: 600; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.scroll { overflow-x: auto; margin: 12px -20px -8px; padding: 0 20px 8px; }
.card { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 18px 20px 16px; min-width: 0; }
.card-head { display: flex; justify-content: space-between; align-items: baseline; gap: 8px 20px; flex-wrap: wrap; }
button, select, input { font: inherit; font-size: 13px; color: inherit; }
select, input, .quiet { background: var(--quiet); border: 1px solid var(--rule); border-radius: 6px; padding: 0 10px; height: 30px; }
.quiet { cursor: pointer; } .quiet:hover:not(:disabled) { border-color: var(--axis); } .quiet:disabled { opacity: 0.45; cursor: default; }
:focus-visible { outline: 2px solid var(--strategy); outline-offset: 2px; }
label { font-size: 13px; color: var(--muted); } label :is(select, input) { color: var(--ink); margin-left: 4px; max-width: 15em; }
.controls { display: flex; gap: 8px 16px; flex-wrap: wrap; align-items: center; margin-top: 12px; }
`;

const MASTHEAD = /* css */ `
.masthead { padding-top: 28px !important; }
.brand { font-size: 13px; color: var(--muted); } .brand strong { color: var(--ink); font-weight: 700; }
h1 { font-size: clamp(30px, 5vw, 44px); line-height: 1.1; letter-spacing: -0.025em; font-weight: 650; margin-top: 22px; overflow-wrap: anywhere; }
.facts { color: var(--muted); margin-top: 8px; font-size: 14px; }
.lede { font-size: clamp(17px, 2.2vw, 20px); line-height: 1.5; max-width: 66ch; margin-top: 18px; letter-spacing: -0.006em; }
.caveats { margin-top: 22px; background: var(--warn-fill); border-radius: 10px; padding: 14px 18px; font-size: 14px; }
.caveats h2 { font-size: 14px; color: var(--warn); } .caveats ul { padding-left: 18px; margin-top: 4px; } .caveats li { margin-top: 2px; }
.headline { border-block: 1px solid var(--rule); padding: 8px 0 10px; } .headline .scroll { margin-block: 0; padding-block: 0; }
.headline table { table-layout: fixed; min-width: 860px; } .headline :is(th, td) { border: 0; padding: 2px 0 2px 16px; white-space: nowrap; font-variant-numeric: tabular-nums; }
.headline tr > :first-child { padding-left: 0; width: 15%; } .headline thead th { white-space: normal; line-height: 1.3; }
.headline .own :is(th, td) { font-size: 22px; line-height: 1.35; font-weight: 600; letter-spacing: -0.02em; } .headline .own th { font-size: 15px; letter-spacing: 0; }
.headline .baseline :is(th, td) { color: var(--muted); font-size: 13.5px; }
.headline small { font-size: 13px; font-weight: 500; color: var(--muted); letter-spacing: 0; }
.contents { position: sticky; top: 0; z-index: 5; display: flex; align-items: center; gap: 8px; max-width: 1200px; margin: 20px auto 0; padding: 8px 24px; background: var(--paper); border-bottom: 1px solid transparent; }
.contents ul { display: flex; flex: 1; gap: 4px 18px; list-style: none; padding: 0; overflow-x: auto; scrollbar-width: none; min-width: 0; }
.contents a { color: var(--muted); text-decoration: none; font-size: 13.5px; white-space: nowrap; display: block; padding: 4px 0; } .contents a:hover { color: var(--ink); }
.contents button { white-space: nowrap; }
`;

const CHARTS = /* css */ `
.legend { display: flex; flex-wrap: wrap; gap: 2px 16px; list-style: none; padding: 0; margin: 12px 0 10px 50px; font-size: 12.5px; color: var(--muted); min-height: 20px; }
.legend li { display: flex; align-items: center; gap: 6px; }
.key { display: inline-block; flex: none; width: 14px; height: 2px; background: currentColor; }
.key.area { height: 10px; border-radius: 2px; } .key:is(.dot, .square, .ring) { width: 8px; height: 8px; }
.key:is(.dot, .ring) { border-radius: 50%; } .key.ring { background: none; border: 2px solid; }
.chart-name { display: none; font-size: 12.5px; font-weight: 600; margin: 10px 0 -6px 50px; }
.chart { position: relative; margin: 0 14px 28px 50px; touch-action: pan-y; outline-offset: 6px; }
.chart[tabindex] { cursor: crosshair; }
.plot { position: absolute; inset: 0; width: 100%; height: 100%; overflow: hidden; pointer-events: none; }
.plot path { vector-effect: non-scaling-stroke; stroke-linejoin: round; } .plot :is(.line, .dots, .squares) { fill: none; }
.plot .dots { stroke-linecap: round; } .plot .squares { stroke-linecap: square; }
.ticks i, .flag { position: absolute; font-style: normal; pointer-events: none; } .ticks b, .flag b { font-weight: 400; font-size: 12px; line-height: 1; color: var(--muted); white-space: nowrap; position: absolute; font-variant-numeric: tabular-nums; }
.ticks .y { left: 0; right: 0; border-top: 1px solid var(--grid); } .ticks .y b { right: 100%; margin-right: 8px; top: -7px; }
.ticks .x { bottom: -5px; height: 5px; border-left: 1px solid var(--axis); } .ticks .x b { top: 9px; transform: translateX(-50%); }
.ticks::after { content: ""; position: absolute; inset: auto 0 0; border-top: 1px solid var(--axis); }
.flag { top: 0; bottom: 0; border-left: 1px dotted; } .flag b { color: inherit; top: 2px; } .flag.left b { right: 5px; } .flag.right b { left: 5px; }
.cursor { position: absolute; top: 0; bottom: 0; width: 0; border-left: 1px solid var(--muted); pointer-events: none; }
.picked { position: absolute; top: 0; bottom: 0; background: var(--strategy); opacity: 0.12; pointer-events: none; }
.tip { position: absolute; z-index: 3; top: 4px; margin-left: 12px; background: var(--card); border: 1px solid var(--axis); border-radius: 6px; padding: 6px 10px; font-size: 12.5px; line-height: 1.5; white-space: nowrap; pointer-events: none; }
.tip.before { transform: translateX(-100%); margin-left: -12px; }
.tip p { display: flex; align-items: center; gap: 6px; } .tip .head { color: var(--muted); } .tip b { margin-left: auto; padding-left: 14px; font-weight: 600; font-variant-numeric: tabular-nums; } .tip .note { font-weight: 500; }
`;

const TABLES = /* css */ `
table { border-collapse: collapse; width: 100%; font-size: 13.5px; }
th { font-weight: 500; text-align: left; } th.number { text-align: right; }
thead th { color: var(--muted); font-size: 12.5px; vertical-align: bottom; }
th, td { padding: 5px 0 5px 18px; border-bottom: 1px solid var(--rule); }
th:first-child, td:first-child { padding-left: 0; }
tbody tr:last-child > * { border-bottom: 0; }
.metric-groups { columns: 2; column-gap: 48px; margin-top: 12px; }
.metric-groups table { table-layout: fixed; break-inside: avoid; margin-bottom: 22px; }
.metric-groups th.number { width: 9.4em; }
.metric-groups thead th:first-child { font-size: 13.5px; font-weight: 600; color: var(--ink); }
.metric-groups tbody th { font-weight: 400; color: var(--muted); cursor: help; }
.metric-groups td.own { color: var(--ink); } .metric-groups td.gain { color: var(--gain); } .metric-groups td.loss { color: var(--loss); }
.metric-groups td:not(.own) { color: var(--muted); }
.list { white-space: nowrap; } .list td.long { white-space: normal; min-width: 24ch; width: 55%; }
.list thead button { background: none; border: 0; padding: 0; font-size: 12.5px; color: var(--muted); cursor: pointer; }
.list thead button:hover { color: var(--ink); }
.list [aria-sort="ascending"] button::after { content: " ↑"; } .list [aria-sort="descending"] button::after { content: " ↓"; }
.list [aria-sort="ascending"] button, .list [aria-sort="descending"] button { color: var(--ink); }
.list tbody tr:hover { background: color-mix(in srgb, var(--quiet) 55%, transparent); }
.pager { display: flex; justify-content: space-between; align-items: center; gap: 12px; margin-top: 12px; font-size: 13px; color: var(--muted); font-variant-numeric: tabular-nums; }
.verdict { font-size: 12px; font-weight: 600; color: var(--muted); } .verdict.accepted { color: var(--gain); } .verdict.failed { color: var(--loss); }
.two { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 16px 48px; margin-top: 14px; }
.pairs { font-size: 13px; } .pairs > div { display: grid; grid-template-columns: minmax(9em, 2fr) 3fr; gap: 14px; padding: 4px 0; border-bottom: 1px solid var(--rule); }
.pairs > div:last-child { border-bottom: 0; }
.pairs dt, .definitions dd { color: var(--muted); } .pairs dd { overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.pairs.mono dd { font: 12px/1.6 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }
summary { font-weight: 600; cursor: pointer; }
.definitions { columns: 2; column-gap: 48px; font-size: 13px; margin-top: 10px; } .definitions > div { break-inside: avoid; padding: 4px 0; } .definitions dt { font-weight: 500; }
.heat { font-size: 12.5px; border-collapse: separate; border-spacing: 2px; min-width: 680px; table-layout: fixed; font-variant-numeric: tabular-nums; }
.heat :is(th, td) { border: 0; padding: 5px 2px; text-align: center; border-radius: 3px; } .heat thead th { padding-block: 0 4px; }
.heat tbody th { text-align: left; color: var(--muted); } .heat .year { font-weight: 600; border-left: 8px solid transparent; background-clip: padding-box; } .heat .held { color: var(--muted); }
.list .total > * { border-top: 1px solid var(--axis); font-weight: 600; }
.sentences { padding-left: 18px; font-size: 13.5px; margin: 2px 0 14px; } .card > h3 { margin-top: 14px; }
.card .scroll:last-child { margin-bottom: 0; padding-bottom: 0; }
footer { color: var(--muted); font-size: 12.5px; padding-block: 24px 56px !important; }
`;

const SMALL_AND_PRINT = /* css */ `
@media (max-width: 900px) {
  main { grid-template-columns: minmax(0, 1fr); } main > .card:not(.wide) { grid-column: 1 / -1; }
  .two { grid-template-columns: minmax(0, 1fr); } .metric-groups, .definitions { columns: 1; }
}
@media (max-width: 560px) {
  body > header, body > main, body > footer, .contents { padding-inline: 14px; } main { gap: 14px; } .card { padding: 14px 14px 12px; } .scroll { margin-inline: -14px; padding-inline: 14px; }
  .chart { margin-left: 42px; margin-right: 8px; } .legend, .chart-name { margin-left: 42px; } .ticks .x:nth-child(even of .x) b { display: none; }
}
html:not([data-script]) .drawing { display: block !important; } html:not([data-script]) .chart-name { display: block; }
@media print {
  @page { margin: 13mm; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { font-size: 11px; } body > header, body > main, body > footer { padding: 0; max-width: none; } .masthead { padding-top: 0 !important; }
  .contents, .skip, .controls, .pager div, label, .cursor, .tip { display: none !important; } .chart-name { display: block; }
  main { display: block; } main > * { margin-bottom: 14px; } h1 { font-size: 28px; margin-top: 8px; } .lede { font-size: 14px; }
  .card { break-inside: avoid; padding: 12px 14px; } #trades, #by-regime, #provenance, #metrics, #definitions, #retrains { break-inside: auto; } tr { break-inside: avoid; }
  .scroll { overflow: visible; margin-inline: 0; padding: 0; } .headline table, .heat { min-width: 0; } .headline .own :is(th, td) { font-size: 14px; }
  .list { white-space: normal; font-size: 9.5px; } .list :is(th, td) { padding-left: 8px; } .list :is(th, td):first-child { padding-left: 0; } .list td:nth-child(-n + 8) { white-space: nowrap; } .heat { font-size: 9.5px; }
  table { font-size: 10px; } thead th, .metric-groups thead th:first-child { font-size: 10px; } :is(th, td) { padding-block: 3px; } .reading { font-size: 11.5px; }
  .metric-groups, .definitions { columns: 2; column-gap: 28px; } .two { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 10px 28px; } .pairs { font-size: 10px; } .pairs.mono dd { font-size: 9px; }
  thead { display: table-header-group; } a { color: inherit; }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
`;

/** The page's whole appearance: paper and ink, one accent, colour for gain and loss only. */
export const STYLE = `
:root { color-scheme: light; ${variables(LIGHT)} }
@media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) { color-scheme: dark; ${variables(DARK)} } }
:root[data-theme="dark"] { color-scheme: dark; ${variables(DARK)} }
@media print { :root:root:root { color-scheme: light; ${variables(LIGHT)} --paper: #fff; --card: #fff; } }
${FRAME}${MASTHEAD}${CHARTS}${TABLES}${SMALL_AND_PRINT}`;

function variables(colours: Readonly<Record<string, string>>): string {
  return Object.entries(colours)
    .map(([name, value]) => `--${name}: ${value};`)
    .join(' ');
}
