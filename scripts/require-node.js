// Before npm test: a Node that can't run TypeScript gets a sentence instead of a stack.
import { isSupportedNode, SUPPORTED_NODE } from '../bin/supported-node.js';

if (!isSupportedNode(process.versions.node)) {
  console.error(
    `npm test needs ${SUPPORTED_NODE}, and this is ${process.versions.node}: run npm ci with optional dependencies, which brings one, or install one.`,
  );
  process.exitCode = 1;
}
