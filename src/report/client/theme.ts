/** Switches light and dark; colours are the style's, so there is nothing to draw again. */
export const THEME_SCRIPT = /* js */ `
function offerThemes() {
  const root = document.documentElement;
  const button = document.getElementById('theme');
  const systemDark = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.dataset.theme ?? (systemDark.matches ? 'dark' : 'light')) === 'dark';
  function show() {
    button.textContent = isDark() ? 'Light' : 'Dark';
    button.setAttribute('aria-pressed', String(isDark()));
    button.setAttribute('aria-label', 'Switch to ' + (isDark() ? 'light' : 'dark') + ' colours');
  }
  button.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    try { localStorage.setItem('quant-theme', root.dataset.theme); } catch {}
    show();
  });
  systemDark.addEventListener('change', show);
  show();
}
`;
