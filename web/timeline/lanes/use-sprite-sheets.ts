import { useEffect, useState } from 'react';
import type { Api } from '../../client/api.ts';
import { useServer } from '../../client/server.tsx';
import { Store } from '../../client/store.ts';
import { browserClock } from '../../time/clock.ts';
import { type SpriteSheet, SpriteSheets } from './sprite-sheets.ts';

/** Sheets of small pictures for as long as the timeline is on the page, and a number that grows when one has come. */
export function useSpriteSheets(): { sheets: SpriteSheets; loaded: Store<number> } {
  const { api } = useServer();
  const [made, setMade] = useState(() => open(api));
  useEffect(() => {
    const opened = open(api); // what was made while rendering may have been disposed of by a second mount
    setMade(opened);
    return () => opened.sheets.dispose();
  }, [api]);
  return made;
}

function open(api: Api): { sheets: SpriteSheets; loaded: Store<number> } {
  const loaded = new Store(0);
  const sheets = new SpriteSheets({
    load: (channel, at, signal) => load(api, channel, at, signal),
    onLoaded: () => loaded.set(loaded.getSnapshot() + 1),
    now: () => browserClock.now(),
  });
  return { sheets, loaded };
}

async function load(api: Api, channel: number, at: number, signal: AbortSignal): Promise<SpriteSheet | null> {
  const answer = await api.sprites(channel, at, signal);
  if (answer.kind !== 'success' || answer.value.tiles.length === 0) return null;
  const { from, to, tiles, ...rest } = answer.value;
  const picture = new Image();
  picture.src = rest.url;
  const hasCome = await picture.decode().then(
    () => true,
    () => false,
  );
  return hasCome ? { ...rest, from: Date.parse(from), to: Date.parse(to), tiles: tiles.map((tile) => Date.parse(tile)) } : null;
}
