import { type ChannelLive, LiveAnswer } from '#shared/live.ts';
import type { CatalogueQuestions, ChannelState } from '../../catalogue/catalogue.ts';
import { isoOrNull } from '../../lib/iso-time.ts';
import type { Redactor } from '../../lib/redact.ts';
import type { App } from '../app.ts';
import type { Channels } from '../channels.ts';
import { PROBLEMS } from '../problems.ts';

export interface LiveStatusRoutesOptions {
  readonly channels: Channels;
  readonly questions: Pick<CatalogueQuestions, 'channelStates'>;
  readonly redactor: Redactor;
}

/** GET /api/live */
export function liveStatusRoutes(app: App, { channels, questions, redactor }: LiveStatusRoutesOptions): void {
  app.get(
    '/api/live',
    {
      config: { policy: 'session' },
      schema: { tags: ['recordings'], summary: 'What each channel does now, and why not', response: { 200: LiveAnswer, ...PROBLEMS } },
    },
    async () => {
      const states = new Map((await questions.channelStates()).map((state) => [state.channel, state]));
      const entries = channels.numbers.map((channel) => [String(channel), channelLive(states.get(channel), redactor)] as const);
      return { channels: Object.fromEntries(entries) };
    },
  );
}

/** A channel's state as /api/live tells it; undefined before the recorder has said anything. */
function channelLive(state: ChannelState | undefined, redactor: Redactor): ChannelLive {
  return {
    ...statusOf(state),
    phase: state?.phase ?? 'starting',
    reason: state?.reason ?? null,
    detail: state?.detail ? redactor.text(state.detail) : null,
    since: isoOrNull(state?.since ?? null),
    nextTryAt: isoOrNull(state?.nextTryAt ?? null),
    online: state?.online ?? false,
    videoCodec: state?.videoCodec ?? null,
    audioCodec: state?.audioCodec ?? null,
    bitrateBps: state?.bitrateBps ?? null,
  };
}

function statusOf(state: ChannelState | undefined): Pick<ChannelLive, 'status' | 'file'> {
  if (!state || state.phase === 'off') return { status: 'OFF', file: null };
  if (state.phase === 'recording' && state.runningPath) return { status: 'LIVE', file: state.runningPath };
  return state.newestPath ? { status: 'REC', file: state.newestPath } : { status: 'OFF', file: null };
}
