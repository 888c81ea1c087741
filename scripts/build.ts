/** `npm run build`: the published form of src, JavaScript in dist (or the folder named) that needs no type stripping. */
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = join(import.meta.dirname, '..');
const dist = resolve(process.argv[2] ?? join(root, 'dist'));

rmSync(dist, { recursive: true, force: true });
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const args = [compiler, '-p', 'tsconfig.build.json', '--outDir', dist];
const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });

/** dist is a package of its own, so that `#layer` means its files and not those of src. */
const manifest = {
  type: 'module',
  imports: { '#base/node': './base/ports/node/index.js', '#*': './*/index.js' },
};
if (status === 0) {
  writeFileSync(join(dist, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}
process.exitCode = status ?? 1;
