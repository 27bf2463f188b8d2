import type { RefObject } from 'react';
import { useText } from '../text/text.ts';
import { IconButton } from '../ui/button.tsx';
import { useFloat } from './use-float.ts';

interface TileActionsProps {
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly sound: { readonly isOn: boolean; readonly isThere: boolean; readonly toggle: () => void };
  readonly fullScreen: { readonly isFull: boolean; readonly toggle: () => void };
  readonly onSnapshot: () => void;
}

/** What can be done with one picture of the wall. Seen when the pointer or the focus is there; by touch the camera's own page has it all. */
export function TileActions({ video, sound, fullScreen, onSnapshot }: TileActionsProps) {
  const { t } = useText();
  const float = useFloat(video);
  return (
    <div
      className={`absolute right-2 bottom-10 z-10 flex rounded-control bg-black/70 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100 touch:hidden ${sound.isOn ? '' : 'opacity-0'}`}
    >
      <IconButton
        icon={sound.isOn ? 'sound' : 'mute'}
        label={t(sound.isThere ? (sound.isOn ? 'live.mute' : 'live.sound') : 'live.noSound')}
        aria-pressed={sound.isOn}
        disabled={!sound.isThere}
        onClick={sound.toggle}
      />
      <IconButton icon="camera" label={t('live.snapshot')} onClick={onSnapshot} />
      {float && (
        <IconButton
          icon="float"
          label={t(float.isAfloat ? 'live.sink' : 'live.float')}
          aria-pressed={float.isAfloat}
          onClick={float.toggle}
        />
      )}
      <IconButton
        icon={fullScreen.isFull ? 'reduce' : 'enlarge'}
        label={t(fullScreen.isFull ? 'live.leaveFullScreen' : 'live.fullScreen')}
        onClick={fullScreen.toggle}
      />
    </div>
  );
}
