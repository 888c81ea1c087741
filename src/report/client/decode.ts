/** Reads the page's blocks of data. */
export const DECODE_SCRIPT = /* js */ `
const byId = (id) => document.getElementById(id);
const dataOf = (id) => JSON.parse(byId(id).textContent);
function decode({ dtype, bdata }) {
  const { buffer } = Uint8Array.from(atob(bdata), (character) => character.charCodeAt(0));
  return dtype === 'f4' ? new Float32Array(buffer) : new Float64Array(buffer);
}
const monthNames = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
function timeText(value) {
  const date = new Date(value);
  const day = date.getUTCDate() + ' ' + monthNames[date.getUTCMonth()] + ' ' + date.getUTCFullYear();
  return value % 86400000 === 0 ? day : day + ' ' + date.toISOString().slice(11, 16);
}
`;
