/** Reads the page's blocks of data. */
export const DECODE_SCRIPT = /* js */ `
const byId = (id) => document.getElementById(id);
const dataOf = (id) => JSON.parse(byId(id).textContent);
function decode({ dtype, bdata }) {
  const { buffer } = Uint8Array.from(atob(bdata), (character) => character.charCodeAt(0));
  return dtype === 'f4' ? new Float32Array(buffer) : new Float64Array(buffer);
}
`;
