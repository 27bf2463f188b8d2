import type { EventTold } from '#shared/event-data.ts';
import { YoutubeAnswer } from '#shared/youtube.ts';
import { isoOf, isoOrNull } from '../../lib/iso-time.ts';
import type { Redactor } from '../../lib/redact.ts';
import type { Streamer } from '../../streamer/streamer.ts';
import { addressOf } from '../access/client-address.ts';
import { signedIn } from '../access/policy.ts';
import type { App } from '../app.ts';
import { PROBLEMS } from '../problems.ts';

/** What this room asks the streamer. */
export type ApiStreamer = Pick<Streamer, 'status' | 'history' | 'begin' | 'stop' | 'rotate'>;

export interface YoutubeRoutesOptions {
  readonly streamer: ApiStreamer;
  readonly redactor: Redactor;
  readonly addEvent: (event: EventTold) => Promise<void>;
}

const TAG = ['streaming'];
const HISTORY = 100;

/** GET /api/youtube, POST /api/youtube/{start,stop,rotate} */
export function youtubeRoutes(app: App, options: YoutubeRoutesOptions): void {
  const { streamer, addEvent } = options;
  const schema = { tags: TAG, response: { 200: YoutubeAnswer, ...PROBLEMS } };
  app.get('/api/youtube', { config: { policy: 'session' }, schema: { ...schema, summary: 'How the stream to YouTube does' } }, () =>
    answerOf(options),
  );
  const actions = [
    {
      name: 'start',
      summary: 'Begin to stream, or try again now',
      run: () => streamer.begin(),
      event: 'streaming_started',
    },
    {
      name: 'stop',
      summary: 'End the stream until it is started again',
      run: () => streamer.stop(),
      event: 'streaming_stopped',
    },
    { name: 'rotate', summary: 'Change to the other key now', run: () => streamer.rotate(), event: null },
  ] as const;
  for (const { name, summary, run, event } of actions) {
    app.post(`/api/youtube/${name}`, { config: { policy: 'session+csrf' }, schema: { ...schema, summary } }, async (request) => {
      await run();
      const data = { user: signedIn(request).user, address: addressOf(request) };
      if (event) await addEvent({ kind: event, channel: streamer.status().channel, data });
      return answerOf(options);
    });
  }
}

async function answerOf({ streamer, redactor }: YoutubeRoutesOptions): Promise<YoutubeAnswer> {
  const { treatment, keyframeMs, lastError, sessions, advice, ...status } = streamer.status();
  const history = await streamer.history(HISTORY);
  const clean = (text: string): string => redactor.text(text);
  return {
    ...status,
    since: isoOf(status.since),
    detail: status.detail === null ? null : clean(status.detail),
    cameraDetail: status.cameraDetail === null ? null : clean(status.cameraDetail),
    nextTryAt: isoOrNull(status.nextTryAt),
    keySince: isoOrNull(status.keySince),
    nextRotationAt: isoOrNull(status.nextRotationAt),
    liveSince: isoOrNull(status.liveSince),
    video: treatment?.video ?? null,
    audio: treatment?.audio ?? null,
    keyframeSeconds: keyframeMs === null ? null : keyframeMs / 1000,
    sessions: sessions.map(({ since, ...session }) => ({ ...session, since: isoOf(since) })),
    advice: [...advice],
    lastError: lastError && { at: isoOf(lastError.at), reason: lastError.reason, text: clean(lastError.text) },
    history: history.map(({ at, text, ...record }) => ({ ...record, at: isoOf(at), text: clean(text) })),
  };
}
