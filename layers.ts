/**
 * Who may import whom: the one statement of the architecture.
 *
 * Lint and the architecture test read this file; ARCHITECTURE.md is checked against it.
 */
export const LAYERS = {
  base: [],
  config: ['base'],
  data: ['base', 'config'],
  features: ['base', 'config', 'data'],
  tensor: ['base'],
  models: ['base', 'config', 'data', 'features', 'tensor'],
  strategies: ['base', 'config'],
  portfolio: ['base', 'config', 'strategies'],
  execution: ['base', 'config', 'strategies', 'portfolio'],
  backtest: [
    'base',
    'config',
    'data',
    'features',
    'models',
    'strategies',
    'portfolio',
    'execution',
  ],
  core: [
    'base',
    'config',
    'data',
    'features',
    'tensor',
    'models',
    'strategies',
    'portfolio',
    'execution',
    'backtest',
  ],
  report: ['base', 'config', 'backtest'],
  monitor: ['base', 'config', 'core', 'report'],
  cli: [
    'base',
    'config',
    'data',
    'features',
    'tensor',
    'models',
    'strategies',
    'portfolio',
    'execution',
    'backtest',
    'core',
    'report',
    'monitor',
  ],
} as const satisfies Record<string, readonly string[]>;

/**
 * The edges: only these paths may touch clock, disk, network, processes and console, or import
 * `#base/node`. The implementations of the ports, the command line, the process a retrain runs in,
 * and what the report runs in the reader's browser.
 */
export const EDGES: readonly string[] = [
  'src/base/ports/node/',
  'src/cli/',
  'src/core/retrain-child.ts',
  'src/report/client/',
];

/** Built-in modules without effects, open to every layer; the others belong to the edges. */
export const PURE_BUILTINS: readonly string[] = [
  'node:crypto',
  'node:path',
  'node:url',
  'node:util',
  'node:zlib',
];
