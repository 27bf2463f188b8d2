import type { Answer } from '../../client/answer.ts';
import type { PlaybackProblem } from './playback-engine.ts';
import { isWhole, playlistPieces } from './playlist-pieces.ts';
import type { OpenPlaylist } from './playlist-source.ts';
import { RunTable } from './run-table.ts';

const LOOK_AGAIN_MS = 4_000;

/**
 * Plays where the browser itself knows HLS and has nothing else (older iPhones). It keeps its playlist to itself, so we read it, too.
 * @param read asks the server for a playlist
 */
export function nativePlaylists(read: (url: string, signal: AbortSignal) => Promise<Answer<Blob>>): OpenPlaylist {
  return ({ video, url, onTable, onProblem }) => {
    const life = new AbortController();
    const { signal } = life;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (): Promise<void> => {
      const answer = await read(url, signal);
      if (answer.kind === 'aborted') return;
      if (answer.kind === 'error') return onProblem(problemOf(answer.error.status));
      const text = await answer.value.text();
      onTable(RunTable.of(playlistPieces(text)), isWhole(text));
      if (!isWhole(text)) timer = setTimeout(() => void look(), LOOK_AGAIN_MS);
    };
    void look();
    return {
      start: (media) => {
        video.addEventListener('loadedmetadata', () => (video.currentTime = media), { once: true, signal });
        video.src = url;
      },
      dispose: () => {
        clearTimeout(timer);
        life.abort();
      },
    };
  };
}

function problemOf(status: number | null): PlaybackProblem {
  if (status === 404) return 'missing';
  return status === 429 ? 'busy' : 'network';
}
