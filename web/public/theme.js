// Before the first paint, so that nobody who chose light sees a dark flash. A file, because inline scripts are forbidden.
try {
  const theme = localStorage.getItem('theme');
  if (theme === 'dark' || theme === 'light' || theme === 'system') document.documentElement.dataset.theme = theme;
} catch {
  // storage is switched off: dark it is
}
