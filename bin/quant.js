#!/usr/bin/env node
// Plain JavaScript: a Node too old for the product must get as far as the sentence below.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isSupportedNode, SUPPORTED_NODE } from './supported-node.js';

const pinned = pinnedNode();

if (isSupportedNode(process.versions.node)) {
  // Compiled code kept in the system's temporary folder halves the time to start.
  module.enableCompileCache();
  await import(pathToFileURL(mainModule()).href);
} else if (pinned) {
  continueWith(pinned);
} else {
  console.error(
    `quant needs ${SUPPORTED_NODE}, and this is ${process.versions.node}: install one, or run npm ci in the checkout, which brings its own.`,
  );
  process.exitCode = 1;
}

/** The sources in a checkout; what was built from them in an installed package, which has no src. */
function mainModule() {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const source = join(root, 'src', 'cli', 'main.ts');
  return existsSync(source) ? source : join(root, 'dist', 'cli', 'main.js');
}

/** The Node that came with the dependencies, for this system and processor. */
function pinnedNode() {
  const windows = process.platform === 'win32';
  const name = `node-${windows ? 'win' : process.platform}-${process.arch}`;
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    return join(manifest, '..', 'bin', windows ? 'node.exe' : 'node');
  } catch {
    return null;
  }
}

/**
 * Runs this same command in another Node and ends as it ends.
 *
 * @param {string} node
 */
function continueWith(node) {
  const child = spawn(node, [...process.execArgv, ...process.argv.slice(1)], { stdio: 'inherit' });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      // A terminal sends Ctrl+C to both processes; all else reaches only this one.
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    });
  }
  child.on('error', (error) => {
    console.error(`${node} can't be started: ${error.message}.`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    if (signal === null) {
      process.exitCode = code;
      return;
    }
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
