/** Runs before anything is painted, so that the page is never seen in another theme or without its controls. */
export const BOOT_SCRIPT = /* js */ `'use strict';
{
  const { dataset } = document.documentElement;
  dataset.script = 'on';
  try {
    const theme = localStorage.getItem('quant-theme');
    if (theme === 'dark' || theme === 'light') dataset.theme = theme;
  } catch {}
}`;
