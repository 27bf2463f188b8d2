import type { FastifyRequest } from 'fastify';
import { type StreamingPhase, type StreamingReason, type StreamingRecordKind, YoutubeAnswer } from '#shared/youtube.ts';
import type { Redactor } from '../lib/redact.ts';
import type { App } from './app.ts';
import { addressOf } from './client-address.ts';
import { isoOf, isoOrNull } from './instant.ts';
import { signedIn } from './policy.ts';
import { PROBLEMS } from './problems.ts';
import type { EventToKeep } from './recording-removal-routes.ts';

/** How the stream does; times are epoch ms. */
export interface StreamFigures {
  readonly enabled: boolean;
  readonly phase: StreamingPhase;
  readonly since: number;
  readonly reason: StreamingReason | null;
  readonly detail: string | null;
  readonly nextTryAt: number | null;
  readonly channel: number;
  readonly ingest: string;
  readonly keys: number;
  readonly key: number | null;
  readonly keySince: number | null;
  readonly rotationMinutes: number;
  readonly nextRotationAt: number | null;
  readonly liveSince: number | null;
  readonly picture: 'camera' | 'slate' | 'none';
  readonly cameraDetail: string | null;
  readonly treatment: { readonly video: 'copied' | 'transcoded'; readonly audio: 'copied' | 'transcoded' | 'silent' } | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly keyframeMs: number | null;
  readonly bitrateInBps: number;
  readonly bitrateOutBps: number;
  readonly droppedFrames: number;
  readonly sessions: readonly {
    readonly key: number;
    readonly since: number;
    readonly bitrateBps: number;
    readonly sentBytes: number;
    readonly waitingBytes: number;
    readonly droppedFrames: number;
  }[];
  readonly advice: readonly string[];
  readonly lastError: { readonly at: number; readonly reason: StreamingReason | null; readonly text: string } | null;
}

export interface StreamHistoryEntry {
  readonly id: number;
  readonly at: number;
  readonly kind: StreamingRecordKind;
  readonly key: number | null;
  readonly reason: StreamingReason | null;
  readonly text: string;
}

/** What this room asks the streamer. */
export interface ApiStreamer {
  status(): StreamFigures;
  history(limit: number): Promise<readonly StreamHistoryEntry[]>;
  begin(): Promise<void>;
  stop(): Promise<void>;
  rotate(): void;
}

export interface YoutubeRoutesOptions {
  readonly streamer: ApiStreamer;
  readonly redactor: Redactor;
  readonly addEvent: (event: EventToKeep) => Promise<void>;
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
      did: 'started',
    },
    {
      name: 'stop',
      summary: 'End the stream until it is started again',
      run: () => streamer.stop(),
      event: 'streaming_stopped',
      did: 'stopped',
    },
    { name: 'rotate', summary: 'Change to the other key now', run: () => streamer.rotate(), event: null, did: '' },
  ] as const;
  for (const { name, summary, run, event, did } of actions) {
    app.post(`/api/youtube/${name}`, { config: { policy: 'session+csrf' }, schema: { ...schema, summary } }, async (request) => {
      await run();
      if (event) await addEvent({ kind: event, channel: streamer.status().channel, ...told(request, did) });
      return answerOf(options);
    });
  }
}

function told(request: FastifyRequest, did: string): Pick<EventToKeep, 'text' | 'data'> {
  const { user } = signedIn(request);
  return { text: `${user} ${did} the stream to YouTube`, data: { user, address: addressOf(request) } };
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
