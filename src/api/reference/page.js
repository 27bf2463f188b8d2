// The page of the API's description: the theme of the app, and a search over what the page already holds.
try {
  const theme = localStorage.getItem('theme');
  if (theme === 'dark' || theme === 'light' || theme === 'system') document.documentElement.dataset.theme = theme;
} catch {
  // storage is switched off: dark it is
}

document.addEventListener('DOMContentLoaded', () => {
  const input = document.getElementById('search');
  const found = document.getElementById('found');
  const routes = [...document.querySelectorAll('main details')].map((details) => ({
    details,
    text: details.textContent.toLowerCase(),
    heading: details.querySelector('summary').textContent.toLowerCase(),
  }));

  const search = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const { details, text, heading } of routes) {
      const isHit = words.every((word) => text.includes(word));
      details.hidden = !isHit;
      // found inside: show where
      details.open = words.length > 0 && isHit && !words.every((word) => heading.includes(word));
      if (isHit) count++;
    }
    for (const section of document.querySelectorAll('main section')) section.hidden = !section.querySelector('details:not([hidden])');
    document.getElementById('nothing').hidden = count > 0;
    found.textContent = words.length > 0 ? `${count} of ${routes.length} routes` : '';
  };

  const openTarget = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target instanceof HTMLDetailsElement) target.open = true;
  };

  input.closest('.search').hidden = false; // without scripts there is none
  input.addEventListener('input', search);
  addEventListener('hashchange', openTarget);
  addEventListener('keydown', (event) => {
    const isTyping = event.target instanceof HTMLInputElement;
    if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
    }
  });
  for (const { details } of routes) {
    details.addEventListener('toggle', () => {
      if (details.open && input.value === '') history.replaceState(null, '', `#${details.id}`);
    });
  }
  openTarget();
});
