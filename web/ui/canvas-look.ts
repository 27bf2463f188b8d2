/** Colours of the theme that are drawn on canvases. */
export type CanvasColor = 'recorded' | 'event' | 'protected' | 'danger' | 'strong' | 'line' | 'bg' | 'surface' | 'muted' | 'ink' | 'accent';

/** A colour as canvases understand it: they know no custom properties, and only an element that wears one knows it. */
export function resolvedColor(name: CanvasColor, opacity = 1): string {
  const probe = document.createElement('span');
  probe.style.color = opacity === 1 ? `var(--color-${name})` : `color-mix(in srgb, var(--color-${name}) ${opacity * 100}%, transparent)`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** The letters of the page, for a canvas. */
export function fontFamily(): string {
  return getComputedStyle(document.body).fontFamily;
}

/** Tells when the theme has changed, by choice or by the device. @returns a function that ends it */
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
