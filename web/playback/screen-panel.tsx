import type { RefObject } from 'react';
import { useText } from '../text/text.ts';
import { Stage, type StageProps } from './stage.tsx';
import { TransportBar } from './transport-bar.tsx';

interface ScreenPanelProps extends StageProps {
  readonly screen: RefObject<HTMLElement | null>;
  /** Nothing was ever recorded. */
  readonly isEmpty: boolean;
  readonly fullScreen: { readonly isFull: boolean; readonly toggle: () => void };
  readonly onSnapshot: () => void;
}

/** The pictures with the buttons to play them: what can fill the screen. */
export function ScreenPanel({ screen, isEmpty, fullScreen, onSnapshot, ...stage }: ScreenPanelProps) {
  const { t } = useText();
  const { viewer, state, timeZone, cameras } = stage;
  return (
    <section
      ref={screen}
      aria-label={t('player.controls')}
      className="flex min-h-0 flex-1 flex-col overflow-hidden rounded-card border border-line bg-surface [&:fullscreen]:rounded-none [&:fullscreen]:border-0 max-lg:sticky max-lg:top-0 max-lg:z-20"
    >
      {isEmpty ? <NothingYet /> : <Stage {...stage} />}
      <TransportBar
        viewer={viewer}
        state={state}
        timeZone={timeZone}
        isFull={fullScreen.isFull}
        onFullScreen={fullScreen.toggle}
        onSnapshot={onSnapshot}
        isSeveral={cameras.length > 1}
      />
    </section>
  );
}

function NothingYet() {
  const { t } = useText();
  return (
    <div data-theme="dark" className="grid min-h-0 flex-1 place-content-center gap-1 bg-black p-4 text-center text-ink max-lg:aspect-video">
      <p className="font-medium">{t('recordings.noneYet')}</p>
      <p className="max-w-md text-muted">{t('recordings.noneYetText')}</p>
    </div>
  );
}
