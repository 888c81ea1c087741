// Plain JavaScript: read by a Node that may be too old for everything else.

/** Kept equal to `engines` in package.json by a test. */
export const SUPPORTED_NODE = 'Node 22.18 or later, 24, or 26 and later';

/**
 * @param {string} version as in `process.versions.node`
 */
export function isSupportedNode(version) {
  const [major, minor] = version.split('.').map(Number);
  return (major === 22 && minor >= 18) || major === 24 || major >= 26;
}
