import { builtinModules } from 'node:module';
import { defineConfig, type OxlintOverride } from 'oxlint';
import { EDGES, LAYERS, PURE_BUILTINS } from './layers.ts';

const layers: Record<string, readonly string[]> = LAYERS;
const names = Object.keys(layers);
const edgeFiles = EDGES.map((path) => (path.endsWith('/') ? `${path}**` : path));
const testFiles = ['**/*.test.ts', 'tests/**'];

interface Pattern {
  readonly regex: string;
  readonly message: string;
}

const machine: readonly Pattern[] = [
  {
    regex: `^(node:)?(${builtinModules.filter((name) => !PURE_BUILTINS.includes(`node:${name}`)).join('|')})$`,
    message: 'The machine is reached through a port of #base; see EDGES in layers.ts.',
  },
  { regex: '^#base/', message: 'Implementations of ports are wired at the edges only.' },
];

function layerPatterns(layer: string): readonly Pattern[] {
  const closed = names.filter((name) => name === layer || !layers[layer].includes(name));
  return [
    {
      regex: `^#(${closed.join('|')})(/|$)`,
      message: `${layer} may import only: ${layers[layer].join(', ') || 'nothing'}.`,
    },
    {
      regex: `^(\\.\\./)+(src/)?(${names.filter((name) => name !== layer).join('|')})/`,
      message: "Reach another layer through '#layer'.",
    },
  ];
}

function restrict(files: string[], patterns: readonly Pattern[]): OxlintOverride {
  return { files, rules: { 'no-restricted-imports': ['error', { patterns: [...patterns] }] } };
}

/** Tests and edges of a layer may touch the machine; what layer they may import stays the same. */
const layerRules = names.flatMap((layer): OxlintOverride[] => {
  const edges = edgeFiles.filter((path) => path.startsWith(`src/${layer}/`));
  return [
    restrict([`src/${layer}/**`], layerPatterns(layer).concat(machine)),
    restrict([`src/${layer}/**/*.test.ts`, ...edges], layerPatterns(layer)),
  ];
});

export default defineConfig({
  plugins: ['typescript', 'unicorn', 'oxc', 'import', 'promise', 'node', 'vitest'],
  categories: { correctness: 'error', suspicious: 'error', perf: 'error' },
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: 'error' },
  rules: {
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'import/no-default-export': 'error',
    'import/no-self-import': 'error',
    'max-depth': ['error', 4],
    'max-lines': ['error', 400],
    'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    'max-params': ['error', 6],
    'no-console': 'error',
    'no-else-return': 'error',
    'no-param-reassign': 'error',
    'no-var': 'error',
    'no-warning-comments': 'error',
    'prefer-const': 'error',
    'typescript/await-thenable': 'error',
    'typescript/consistent-type-definitions': ['error', 'interface'],
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/no-unnecessary-type-assertion': 'error',
    'typescript/no-unsafe-argument': 'error',
    'typescript/no-unsafe-assignment': 'error',
    'typescript/no-unsafe-call': 'error',
    'typescript/no-unsafe-member-access': 'error',
    'typescript/no-unsafe-return': 'error',
    'typescript/only-throw-error': 'error',
    'typescript/prefer-promise-reject-errors': 'error',
    'typescript/return-await': 'error',
    'typescript/switch-exhaustiveness-check': [
      'error',
      { considerDefaultExhaustiveForUnions: true },
    ],
    'typescript/use-unknown-in-catch-callback-variable': 'error',
    eqeqeq: 'error',

    // Meant where they occur: a cast after a check, one request after another, sorting a list just
    // made, an array of a known length, a copy with a change, a list copied before it changes, a small
    // function beside its only use. A missing return is tsc's to find, which knows every case of a union.
    'typescript/no-unsafe-type-assertion': 'off',
    'no-await-in-loop': 'off',
    'oxc/no-map-spread': 'off',
    'unicorn/consistent-function-scoping': 'off',
    'typescript/consistent-return': 'off',
    'unicorn/no-array-sort': 'off',
    'unicorn/no-useless-spread': 'off',
    'unicorn/no-new-array': 'off',
    'unicorn/no-array-reverse': 'off',
    'import/no-named-as-default-member': 'off',
  },
  overrides: [
    ...layerRules,
    {
      files: [...edgeFiles, 'bench/**', 'bin/**', 'examples/**', 'scripts/**', 'studies/**'],
      rules: { 'no-console': 'off' },
    },
    {
      files: testFiles,
      rules: {
        'max-lines-per-function': 'off',
        'max-params': 'off',
        'no-console': 'off',
        // Vitest itself fails a test that asserts nothing, in whatever branch it asserts.
        'vitest/expect-expect': 'off',
        'vitest/no-conditional-expect': 'off',
        'vitest/no-standalone-expect': 'off',
        'vitest/require-mock-type-parameters': 'off',
        'vitest/valid-expect': ['error', { maxArgs: 2 }],
        // Golden files are read as they are; a wrong shape fails the test that reads it.
        'typescript/no-unsafe-argument': 'off',
        'typescript/no-unsafe-assignment': 'off',
        'typescript/no-unsafe-member-access': 'off',
        'typescript/no-unsafe-return': 'off',
      },
    },
    { files: ['*.config.ts'], rules: { 'import/no-default-export': 'off' } },
  ],
});
