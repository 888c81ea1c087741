/** Switches light and dark, and tells the charts. */
export const THEME_SCRIPT = /* js */ `
const root = document.documentElement;
const themeButton = document.getElementById('theme');
const systemDark = matchMedia('(prefers-color-scheme: dark)');
const remembered = {
  get() { try { return localStorage.getItem('quant-theme'); } catch { return null; } },
  set(theme) { try { localStorage.setItem('quant-theme', theme); } catch {} },
};
const isDark = () => (root.dataset.theme ?? (systemDark.matches ? 'dark' : 'light')) === 'dark';

function showTheme() {
  themeButton.textContent = isDark() ? 'Light' : 'Dark';
  themeButton.setAttribute('aria-pressed', String(isDark()));
  themeButton.setAttribute('aria-label', 'Switch to ' + (isDark() ? 'light' : 'dark') + ' colours');
}

const chosen = remembered.get();
if (chosen === 'dark' || chosen === 'light') root.dataset.theme = chosen;
showTheme();

themeButton.addEventListener('click', () => {
  root.dataset.theme = isDark() ? 'light' : 'dark';
  remembered.set(root.dataset.theme);
  showTheme();
  drawAll();
});
systemDark.addEventListener('change', () => { showTheme(); drawAll(); });

let themeBeforePrint;
addEventListener('beforeprint', () => {
  themeBeforePrint = root.dataset.theme;
  root.dataset.theme = 'light';
  printing = true;
  drawAll();
});
addEventListener('afterprint', () => {
  if (themeBeforePrint === undefined) delete root.dataset.theme;
  else root.dataset.theme = themeBeforePrint;
  printing = false;
  drawAll();
});
`;
