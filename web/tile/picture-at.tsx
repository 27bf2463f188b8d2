import { useEffect, useState } from 'react';
import { useServer } from '../client/server.tsx';
import { Store } from '../client/store.ts';
import { LatestPicture, type MomentPicture } from '../player/viewer/latest-picture.ts';
import { useText } from '../text/text.ts';
import { clockText } from '../time/format.ts';
import { useWatched } from '../ui/use-watched.ts';

const NONE = new Store<MomentPicture | null>(null);

interface PictureAtProps {
  readonly channel: number;
  readonly time: number;
  readonly timeZone: string;
}

/** A still picture of a recorded moment, which may change as quickly as somebody drags. Fills its parent. */
export function PictureAt({ channel, time, timeZone }: PictureAtProps) {
  const { t, language } = useText();
  const { client } = useServer();
  const [picture, setPicture] = useState<LatestPicture | null>(null);
  useEffect(() => {
    const opened = new LatestPicture({
      ask: (at, signal) => client.blob(`/api/channel/${channel}/thumbnail.jpg?at=${new Date(at).toISOString()}`, { signal }),
    });
    setPicture(opened);
    return () => opened.dispose();
  }, [client, channel]);
  useEffect(() => picture?.want(time), [picture, time]);
  const shown = useWatched(picture ?? NONE);
  if (!shown) return null;
  return (
    <img
      src={shown.url}
      alt={t('player.pictureOf', { time: clockText(shown.time, timeZone, language) })}
      className="absolute inset-0 size-full bg-black object-contain"
    />
  );
}
