import { type CanvasColor, fontFamily, resolvedColor, watchTheme } from '../../ui/canvas-look.ts';

/** The colours and letters a canvas needs, as the theme has them now. */
export interface Palette extends Readonly<Record<CanvasColor, string>> {
  /** `recorded`, and wholly transparent. */
  readonly recordedNone: string;
  readonly font: string;
}

let kept: Palette | null = null;

/** The colours of now. The same object until the theme changes. */
export function currentPalette(): Palette {
  kept ??= read();
  return kept;
}

/** Tells when the theme has changed, here or on the device. */
export function watchPalette(listener: () => void): () => void {
  return watchTheme(() => {
    kept = null;
    listener();
  });
}

function read(): Palette {
  return {
    ...{ recorded: resolvedColor('recorded'), recordedNone: resolvedColor('recorded', 0) },
    ...{ event: resolvedColor('event'), protected: resolvedColor('protected'), danger: resolvedColor('danger') },
    ...{ strong: resolvedColor('strong'), line: resolvedColor('line'), bg: resolvedColor('bg'), surface: resolvedColor('surface') },
    ...{ muted: resolvedColor('muted'), ink: resolvedColor('ink'), accent: resolvedColor('accent') },
    font: fontFamily(),
  };
}
