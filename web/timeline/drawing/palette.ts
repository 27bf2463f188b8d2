/** The colours a canvas needs, as the theme has them now. */
export interface Palette {
  readonly recorded: string;
  /** The same, and wholly transparent. */
  readonly recordedNone: string;
  readonly event: string;
  readonly protected: string;
  readonly danger: string;
  readonly strong: string;
  readonly line: string;
  readonly bg: string;
  readonly surface: string;
  readonly muted: string;
  readonly ink: string;
  readonly accent: string;
  readonly font: string;
}

const NAMES = ['recorded', 'event', 'protected', 'danger', 'strong', 'line', 'bg', 'surface', 'muted', 'ink', 'accent'] as const;

let kept: Palette | null = null;

/** The colours of now. The same object until the theme changes. */
export function currentPalette(): Palette {
  kept ??= read();
  return kept;
}

/** Tells when the theme has changed, here or on the device. */
export function watchPalette(listener: () => void): () => void {
  const onChange = (): void => {
    kept = null;
    listener();
  };
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  const device = matchMedia('(prefers-color-scheme: dark)');
  device.addEventListener('change', onChange);
  return () => {
    observer.disconnect();
    device.removeEventListener('change', onChange);
  };
}

/** Tokens are `light-dark(…)`: only an element that wears one knows the colour. */
function read(): Palette {
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  const style = getComputedStyle(probe);
  const colours = NAMES.map((name) => {
    probe.style.color = `var(--color-${name})`;
    return [name, style.color] as const;
  });
  const font = style.fontFamily;
  probe.remove();
  // Every name is in the list, which the compiler cannot see through fromEntries.
  const named = Object.fromEntries(colours) as Record<(typeof NAMES)[number], string>;
  return { ...named, recordedNone: named.recorded.replace(/^rgb\((.*)\)$/, 'rgba($1, 0)'), font };
}
