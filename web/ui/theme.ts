/** How the app looks; `system` follows the device. */
export type Theme = 'dark' | 'light' | 'system';

const KEY = 'theme';

/** The theme in use; theme.js set it before the first paint. */
export function currentTheme(): Theme {
  const { theme } = document.documentElement.dataset;
  return theme === 'light' || theme === 'system' ? theme : 'dark';
}

/** Uses a theme from now on, also at the next visit. */
export function chooseTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  localStorage.setItem(KEY, theme);
}
