import { useState } from 'react';
import { Icon } from '../ui/icon.tsx';

/** A small picture of a recorded moment; decoration beside words that say the same, and a quiet frame where there is none. */
export function Thumbnail({ channel, at }: { channel: number; at: string }) {
  const [isMissing, setMissing] = useState(false);
  const query = new URLSearchParams({ at });
  return (
    <div className="flex aspect-video w-36 shrink-0 self-start items-center justify-center overflow-hidden rounded-tile bg-line max-sm:w-24">
      {isMissing ? (
        <Icon name="camera" className="text-muted" />
      ) : (
        <img
          src={`/api/channel/${channel}/thumbnail.jpg?${query}`}
          alt=""
          loading="lazy"
          className="size-full object-cover"
          onError={() => setMissing(true)}
        />
      )}
    </div>
  );
}
