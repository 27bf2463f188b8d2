/** Colours of the theme that lines of a chart may have. */
export type ChartColor = 'recorded' | 'event' | 'protected' | 'accent' | 'muted' | 'danger';

/** A token as canvases understand it: they know no custom properties. */
export function resolvedColor(token: ChartColor | 'line' | 'ink', opacity = 1): string {
  const probe = document.createElement('span');
  probe.style.color = `color-mix(in srgb, var(--color-${token}) ${opacity * 100}%, transparent)`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** Counts changes of the theme, by choice or by the device. @returns a function that ends it */
export function watchTheme(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  scheme.addEventListener('change', onChange);
  return () => {
    observer.disconnect();
    scheme.removeEventListener('change', onChange);
  };
}
