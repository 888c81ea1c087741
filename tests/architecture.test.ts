import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '#config';
import packageJson from '../package.json' with { type: 'json' };
import { LAYERS } from '../layers.ts';
import {
  importCycles,
  importFaults,
  importsOf,
  isTest,
  layerOf,
  machineWordFaults,
  readTree,
} from './architecture/scan.ts';

const root = join(import.meta.dirname, '..');
const layers: Readonly<Record<string, readonly string[]>> = LAYERS;
const tree = readTree(root, 'src');
const sources = new Map([...tree].filter(([path]) => path.endsWith('.ts')));
const shipped = new Map([...sources].filter(([path]) => !isTest(path)));

/** Layers that come with their content. */
const LATER = ['monitor'];

describe('the layers', () => {
  it('are the table of ARCHITECTURE.md', () => {
    const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
    const table = text.slice(text.indexOf('| layer | may import |')).split('\n\n')[0];
    const rows = table.split('\n').slice(2);
    const written = rows.map((row) =>
      row
        .split('|')
        .slice(1, 3)
        .map((cell) => cell.trim()),
    );
    const stated = Object.entries(layers).map(([layer, allowed]) => [
      layer,
      allowed.length === 0 ? '–' : allowed.join(', '),
    ]);
    expect(written).toEqual(stated);
  });

  it('are the folders of src', () => {
    const folders = readdirSync(join(root, 'src'));
    expect(Object.keys(layers)).toEqual(expect.arrayContaining(folders));
    expect([...folders, ...LATER]).toEqual(expect.arrayContaining(Object.keys(layers)));
  });

  it('import only layers stated above them', () => {
    const names = Object.keys(layers);
    for (const [layer, allowed] of Object.entries(layers)) {
      for (const other of allowed) {
        expect(names.indexOf(other), `${layer} → ${other}`).toBeLessThan(names.indexOf(layer));
        expect(names).toContain(other);
      }
    }
  });

  it('open with a sentence and list what they give by name', () => {
    for (const folder of readdirSync(join(root, 'src'))) {
      const door = `src/${folder}/${folder === 'cli' ? 'main' : 'index'}.ts`;
      expect(sources.get(door) ?? 'no file', door).toMatch(/^\/\*\*\s/);
    }
    for (const [path, source] of sources) {
      expect(source, path).not.toMatch(/^export \*/m);
      expect(source, path).not.toMatch(/^export default\b/m);
    }
  });
});

describe('every file of src', () => {
  it('is seen by this test', () => {
    expect(shipped.size).toBeGreaterThan(50);
    expect(new Set([...shipped.keys()].map(layerOf)).size).toBeGreaterThan(8);
    expect([...shipped.values()].flatMap(importsOf).length).toBeGreaterThan(100);
  });

  it('imports what its layer may import', () => {
    expect([...sources].flatMap(([path, source]) => importFaults(path, source, layers))).toEqual(
      [],
    );
  });

  it('is on no import cycle', () => {
    expect(importCycles(shipped)).toEqual([]);
  });

  it('leaves clock, chance, timers, network, process and console to the edges', () => {
    expect([...sources].flatMap(([path, source]) => machineWordFaults(path, source))).toEqual([]);
  });

  it('is at most 400 lines long', () => {
    for (const [path, source] of tree) {
      expect(source.split('\n').length, path).toBeLessThanOrEqual(401);
    }
  });
});

describe('the scanner', () => {
  const faults = (source: string, path = 'src/portfolio/planted.ts') =>
    importFaults(path, source, layers).length;

  it.each([
    "import { a } from '#backtest';",
    "import type { A } from '#execution';",
    "import {\n  a,\n  b,\n} from '#cli';",
    "export { a } from '#models';",
    "export type { A } from '#models';",
    "import '#core';",
    "const late = await import('#report');",
    "const late = await import('#report', { with: { type: 'json' } });",
    "let a: import('#report').Report;",
    "import { a } from '../backtest/engine.ts';",
    "import { a } from '../../src/backtest/engine.ts';",
    "import { a } from '../../layers.ts';",
    "import { a } from '#base/node';",
    "import { a } from '#strategies/sma-cross';",
    "import { a } from '#portfolio';",
    "import { a } from '#unheard-of';",
    "import { readFileSync } from 'node:fs';",
    "import { spawn } from 'node:child_process';",
    "const fs = await import('node:fs');",
    'const late = await import(name);',
    'const late = await import(`#\u{24}{name}`);',
  ])('catches %s', (source) => {
    expect(faults(source)).toBe(1);
  });

  it('allows what the table allows', () => {
    expect(faults("import { a } from '#strategies';\nimport { b } from './book.ts';")).toBe(0);
    expect(faults("import { b } from '../book.ts';", 'src/portfolio/risk/planted.ts')).toBe(0);
    expect(faults("import { sha } from 'node:crypto';\nimport { z } from 'zod';")).toBe(0);
    expect(faults("import { a } from '#base/node';", 'src/cli/planted.ts')).toBe(0);
    expect(faults("import { a } from '#execution';", 'src/base/ports/node/planted.ts')).toBe(1);
    expect(faults("// import { a } from '#cli';\n/**\n * import '#cli'\n */")).toBe(0);
  });

  it('catches a cycle, through a layer’s door and of types alone', () => {
    const cycles = importCycles(
      new Map([
        ['src/data/index.ts', "export { a } from './a.ts';"],
        ['src/data/a.ts', "import type { B } from './deep/b.ts';"],
        ['src/data/deep/b.ts', "import { a } from '#data';"],
        ['src/data/c.ts', "import './a.ts';"],
      ]),
    );
    expect(cycles).toEqual([
      ['src/data/index.ts', 'src/data/a.ts', 'src/data/deep/b.ts', 'src/data/index.ts'],
    ]);
    expect(importCycles(new Map([['src/data/a.ts', "import './a.ts';"]]))).toHaveLength(1);
    expect(importCycles(new Map([['src/data/a.ts', "import './b.ts';"]]))).toEqual([]);
  });

  it.each([
    'const t = Date.now();',
    'const t = new Date();',
    'const x = Math.random();',
    'setTimeout(go, 5);',
    "await fetch('x');",
    "console.log('x');",
    'process.exit(1);',
    'const id = randomUUID();',
    'const t = performance.now();',
  ])('catches the machine word in %s', (source) => {
    expect(machineWordFaults('src/core/planted.ts', `\n${source}`)).toHaveLength(1);
    expect(machineWordFaults('src/cli/planted.ts', source)).toEqual([]);
    expect(machineWordFaults('src/core/planted.ts', '// Date.now is not for us')).toEqual([]);
  });
});

describe('the repository', () => {
  it('pins every dependency to one version', () => {
    const { dependencies, devDependencies, optionalDependencies } = packageJson;
    const pins = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
    expect(pins.length).toBeGreaterThan(10);
    for (const [name, version] of pins) expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('keeps no source from git, and so from lint and format', ({ skip }) => {
    const args = ['ls-files', '--others', '--ignored', '--exclude-standard', '--', 'src', 'tests'];
    const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
    skip(status !== 0, 'not a git checkout');
    expect(stdout).toBe('');
  });

  it('shows only real settings in .env.example', () => {
    const text = readFileSync(join(root, '.env.example'), 'utf8');
    const environment = parseEnv(text.replaceAll(/^#(?=[A-Z_]+=)/gm, ''));
    const { origins } = loadConfig({
      environment,
      disk: { exists: () => false, readFile: () => new Uint8Array() },
    });
    const shown = [...origins.values()].filter((origin) => origin.startsWith('environment'));
    expect(shown.length).toBeGreaterThan(4);
  });

  it('knows where each golden file comes from, and that it has not changed', () => {
    const files = readTree(root, 'tests/golden');
    const text = files.get('tests/golden/provenance.json') ?? '{}';
    const entries = Object.entries(JSON.parse(text) as Record<string, Record<string, string>>);
    const named = entries.map(([name]) => `tests/golden/${name}`);
    const present = [...files.keys()].filter((path) => !path.endsWith('/provenance.json'));
    expect(named.sort()).toEqual(present);
    for (const [name, { source, licence, sha256, made }] of entries) {
      const bytes = readFileSync(join(root, 'tests/golden', name));
      expect(createHash('sha256').update(bytes).digest('hex'), name).toBe(sha256);
      for (const fact of [source, licence, made]) expect(fact, name).toMatch(/\w/);
    }
  });
});
