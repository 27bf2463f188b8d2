import Hls, { ErrorDetails, ErrorTypes, Events, type LevelDetails } from 'hls.js/light';
import type { PlaybackProblem } from './playback-engine.ts';
import type { PlaylistSource, PlaylistSourceOptions } from './playlist-source.ts';
import { RunTable } from './run-table.ts';

/** Ahead of the picture: enough for a slow disk, little enough that a seek finds the line free. */
const AHEAD_S = 20;
const BEHIND_S = 60;
/** A sleeping disk, or a part that the server has to convert first, takes its time. */
const PATIENT = {
  default: {
    maxTimeToFirstByteMs: 30_000,
    maxLoadTimeMs: 120_000,
    timeoutRetry: { maxNumRetry: 4, retryDelayMs: 0, maxRetryDelayMs: 0 },
    errorRetry: { maxNumRetry: 4, retryDelayMs: 1_000, maxRetryDelayMs: 8_000 },
  },
};
const TRY_AGAIN_MS = 3_000;
const MOST_TRIES = 3;

/** Whether this browser has what hls.js needs. */
export function hasMediaSource(): boolean {
  return Hls.isMSESupported();
}

/** Plays by Media Source Extensions. */
export function openHls({ video, url, onTable, onProblem }: PlaylistSourceOptions): PlaylistSource {
  // The fragments are what the element takes: nothing is left to do for a worker.
  const hls = new Hls({
    ...{ enableWorker: false, autoStartLoad: false, maxBufferLength: AHEAD_S, maxMaxBufferLength: AHEAD_S * 2 },
    ...{ backBufferLength: BEHIND_S, maxBufferHole: 0.3, startFragPrefetch: true, fragLoadPolicy: PATIENT },
  });
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = (details: LevelDetails): void => onTable(tableOf(details), !details.live);
  hls.on(Events.LEVEL_LOADED, (_, { details }) => tell(details));
  hls.on(Events.LEVEL_UPDATED, (_, { details }) => tell(details));
  hls.on(Events.LEVEL_PTS_UPDATED, (_, { details }) => tell(details));
  hls.on(Events.FRAG_BUFFERED, () => {
    tries = 0;
  });
  hls.on(Events.ERROR, (_, { fatal, type, details, response }) => {
    if (details === ErrorDetails.BUFFER_ADD_CODEC_ERROR || details === ErrorDetails.BUFFER_INCOMPATIBLE_CODECS_ERROR) {
      hls.destroy();
      onProblem('codec');
    } else if (!fatal) return;
    else if (type === ErrorTypes.MEDIA_ERROR && tries++ < MOST_TRIES) hls.recoverMediaError();
    else if (type === ErrorTypes.NETWORK_ERROR && details.startsWith('frag') && tries++ < MOST_TRIES)
      timer = setTimeout(() => hls.startLoad(video.currentTime), TRY_AGAIN_MS);
    else onProblem(problemOf(type, response?.code));
  });
  hls.attachMedia(video);
  hls.loadSource(url);
  return {
    start: (media) => hls.startLoad(media),
    dispose: () => {
      clearTimeout(timer);
      hls.destroy();
    },
  };
}

function problemOf(type: ErrorTypes, status: number | undefined): PlaybackProblem {
  if (type === ErrorTypes.MEDIA_ERROR) return 'codec';
  if (status === 404) return 'missing';
  return status === 429 ? 'busy' : 'network';
}

/** hls.js corrects the beginnings of fragments as it learns their timestamps; their wall time stays what the server said. */
function tableOf({ fragments }: LevelDetails): RunTable {
  return RunTable.of(fragments.flatMap(({ start, duration, programDateTime: wall }) => (wall === null ? [] : { start, duration, wall })));
}
