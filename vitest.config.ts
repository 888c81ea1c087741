import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const slowFiles = ['tests/**/*.test.ts', 'src/**/*.slow.test.ts'];

export default defineConfig({
  // What an example imports of this package is the source under test.
  resolve: {
    alias: {
      'quant-2.0/strategies': fileURLToPath(new URL('src/strategies/index.ts', import.meta.url)),
    },
  },
  test: {
    sequence: { shuffle: true },
    expect: { requireAssertions: true },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts'],
          exclude: ['src/**/*.slow.test.ts'],
          pool: 'threads',
          // Unit tests share nothing but pure modules, and a fresh worker a file costs more than they do.
          isolate: false,
          testTimeout: 10_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          include: slowFiles,
          pool: 'forks',
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
