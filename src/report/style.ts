const LIGHT = /* css */ `
  color-scheme: light;
  --paper: #f6f5f1; --card: #fffefb; --ink: #1b1d21; --muted: #63666d; --rule: #e3e1da;
  --grid: #ecebe5; --axis: #c9c7bf; --quiet: #efede7;
  --strategy: #1c4f8f; --strategy-soft: #8fb0d6; --benchmark: #a19d92; --price: #8d8f94; --short: #9a5b13;
  --gain: #14744f; --loss: #b03a2e; --loss-fill: rgba(176, 58, 46, 0.13); --warn: #8a5a00; --warn-fill: #fbf3df;
  --heat-loss: #d9776a; --heat-zero: #f3f1eb; --heat-gain: #6aab8c;
`;

const DARK = /* css */ `
  color-scheme: dark;
  --paper: #101215; --card: #17191d; --ink: #e7e6e2; --muted: #9b9da3; --rule: #2a2d33;
  --grid: #23262b; --axis: #3d4149; --quiet: #212429;
  --strategy: #7fb0ee; --strategy-soft: #3d628f; --benchmark: #7a7a76; --price: #75777d; --short: #dba35a;
  --gain: #56bd8d; --loss: #ef7b6c; --loss-fill: rgba(239, 123, 108, 0.16); --warn: #e3b55c; --warn-fill: #262115;
  --heat-loss: #a1463b; --heat-zero: #24272c; --heat-gain: #2f7d5b;
`;

const FRAME = /* css */ `
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.55 -apple-system, "Segoe UI", Inter, Roboto, "Helvetica Neue", Arial, "Liberation Sans", system-ui, sans-serif;
  font-synthesis: none; text-rendering: optimizeLegibility;
}
main { max-width: 1200px; margin: 0 auto; padding: 28px 24px 64px; display: grid; gap: 20px; }
main > * { min-width: 0; }
h1, h2, h3, p, dl, dd, ul { margin: 0; }
h2 { font-size: 16px; font-weight: 600; line-height: 1.35; letter-spacing: -0.005em; }
h3 { font-size: 13px; font-weight: 600; color: var(--muted); margin-bottom: 6px; }
.reading { color: var(--muted); font-size: 13.5px; max-width: 112ch; margin-top: 2px; }
.note { color: var(--muted); font-size: 12.5px; margin-top: 14px; }
.gain { color: var(--gain); } .loss { color: var(--loss); } .warn { color: var(--warn); font-weight: 600; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.scroll { overflow-x: auto; margin: 12px -20px -8px; padding: 0 20px 8px; }
.card { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 18px 20px 16px; min-width: 0; }
.card-head { display: flex; justify-content: space-between; align-items: baseline; gap: 8px 20px; flex-wrap: wrap; }
button, select { font: inherit; font-size: 13px; color: inherit; }
select, .quiet { background: var(--quiet); border: 1px solid var(--rule); border-radius: 6px; padding: 3px 10px; }
.quiet { cursor: pointer; } .quiet:hover:not(:disabled) { border-color: var(--axis); } .quiet:disabled { opacity: 0.45; cursor: default; }
:focus-visible { outline: 2px solid var(--strategy); outline-offset: 2px; }
label { font-size: 13px; color: var(--muted); } label select { color: var(--ink); margin-left: 4px; }
.controls { display: flex; gap: 6px 14px; flex-wrap: wrap; }
`;

const MASTHEAD = /* css */ `
.masthead .bar { display: flex; justify-content: space-between; align-items: center; }
.brand { font-size: 13px; color: var(--muted); } .brand strong { color: var(--ink); font-weight: 700; }
h1 { font-size: clamp(30px, 5vw, 44px); line-height: 1.1; letter-spacing: -0.025em; font-weight: 650; margin-top: 22px; overflow-wrap: anywhere; }
.facts { color: var(--muted); margin-top: 8px; font-size: 14px; }
.lede { font-size: clamp(17px, 2.2vw, 20px); line-height: 1.5; max-width: 66ch; margin-top: 18px; letter-spacing: -0.006em; }
.caveats { margin-top: 22px; background: var(--warn-fill); border-radius: 10px; padding: 14px 18px; font-size: 14px; }
.caveats h2 { font-size: 14px; color: var(--warn); } .caveats ul { padding-left: 18px; margin-top: 4px; } .caveats li { margin-top: 2px; }
.headline { display: grid; grid-template-columns: repeat(6, 1fr); border-block: 1px solid var(--rule); }
.headline .figure { padding: 14px 0 14px 18px; border-left: 1px solid var(--rule); min-width: 0; }
.headline .figure:first-child { padding-left: 0; border-left: 0; }
.headline h2 { font-size: 12.5px; font-weight: 500; color: var(--muted); letter-spacing: 0; }
.headline .value { font-size: 23px; line-height: 1.3; font-weight: 600; letter-spacing: -0.02em; font-variant-numeric: tabular-nums; margin-top: 3px; white-space: nowrap; }
.headline .value small { font-size: 14px; font-weight: 500; color: var(--muted); letter-spacing: 0; }
.headline .beside { font-size: 12.5px; color: var(--muted); font-variant-numeric: tabular-nums; }
.panels { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 20px; }
.panels > * { margin: 0; } .panels .wide { grid-column: 1 / -1; }
.plot { margin: 8px -8px -6px; }
.plot-frame { overflow-x: auto; } #plot-months { min-width: 600px; }
.plot .modebar-group { background: transparent !important; }
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
.metric-groups th.number { width: 8.2em; }
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
footer { color: var(--muted); font-size: 12.5px; }
`;

const SMALL_AND_PRINT = /* css */ `
@media (max-width: 900px) {
  .headline { grid-template-columns: repeat(3, 1fr); }
  .headline .figure:nth-child(4) { padding-left: 0; border-left: 0; }
  .headline .figure:nth-child(n + 4) { border-top: 1px solid var(--rule); }
  .panels, .two { grid-template-columns: minmax(0, 1fr); } .metric-groups, .definitions { columns: 1; }
}
@media (max-width: 560px) {
  main { padding: 18px 14px 48px; gap: 14px; } .card { padding: 14px 14px 12px; } .scroll { margin-inline: -14px; padding-inline: 14px; }
  .headline { grid-template-columns: repeat(2, 1fr); }
  .headline .figure:nth-child(n) { padding-left: 14px; border-left: 1px solid var(--rule); border-top: 0; }
  .headline .figure:nth-child(odd) { padding-left: 0; border-left: 0; } .headline .figure:nth-child(n + 3) { border-top: 1px solid var(--rule); }
}
@media print {
  @page { margin: 14mm; }
  body { background: #fff; font-size: 11px; } main { padding: 0; max-width: none; }
  #theme, .controls, .pager div, .modebar-container { display: none !important; }
  .panels { grid-template-columns: minmax(0, 1fr); } .headline { grid-template-columns: repeat(6, 1fr); }
  .headline .figure:nth-child(n) { border: 0; padding: 8px 8px 8px 0; } .headline .value { font-size: 15px; }
  .card { break-inside: avoid; } #trades, .card:has(.two) { break-inside: auto; } .scroll { overflow: visible; margin-inline: 0; padding: 0; }
  .list { white-space: normal; font-size: 10px; } #plot-months { min-width: 0; }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
`;

/** The page's whole appearance: paper and ink, one accent, colour for gain and loss only. */
export const STYLE = `
:root {${LIGHT}}
@media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) {${DARK}} }
:root[data-theme="dark"] {${DARK}}
${FRAME}${MASTHEAD}${TABLES}${SMALL_AND_PRINT}`;
