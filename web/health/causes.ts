import type { Alarm } from '#shared/alarms.ts';
import type { TroubleReason } from '#shared/channel.ts';
import type { LiveAnswer } from '#shared/live.ts';
import type { ConfigAnswer } from '#shared/settings.ts';
import type { StorageAnswer, VolumeState } from '#shared/storage.ts';

/** Something that is not as it should be. */
export type Cause =
  | { readonly kind: 'connection'; readonly level: 'bad' }
  | { readonly kind: 'volume'; readonly level: 'attention' | 'bad'; readonly state: VolumeState; readonly detail: string | null }
  | { readonly kind: 'alarm'; readonly level: 'bad'; readonly alarm: 'hub_down' | 'streaming_failing' | 'memory_high' }
  | {
      readonly kind: 'camera';
      readonly level: 'attention' | 'bad';
      readonly channel: number;
      readonly name: string;
      readonly reason: TroubleReason;
      /** Since when, epoch ms. */
      readonly since: number | null;
    };

/** How things are, all in all. */
export type Level = 'unknown' | 'good' | 'attention' | 'bad';

export interface HealthSources {
  readonly isConnected: boolean;
  readonly config: ConfigAnswer | undefined;
  readonly live: LiveAnswer['channels'] | undefined;
  readonly storage: StorageAnswer | undefined;
  /** What lasts; undefined before it is known. */
  readonly alarms?: readonly Pick<Alarm, 'kind'>[];
}

/** All that is wrong now, the worst first. */
export function causesOf({ isConnected, config, live, storage, alarms = [] }: HealthSources): readonly Cause[] {
  const causes: Cause[] = isConnected ? [] : [{ kind: 'connection', level: 'bad' }];
  if (storage && storage.state !== 'ok') {
    causes.push({ kind: 'volume', level: storage.state === 'low' ? 'attention' : 'bad', state: storage.state, detail: storage.detail });
  }
  // cameras and the disk tell sooner themselves
  for (const { kind } of alarms) {
    if (kind === 'hub_down' || kind === 'streaming_failing' || kind === 'memory_high')
      causes.push({ kind: 'alarm', level: 'bad', alarm: kind });
  }
  for (const { channel, name, record } of config?.channels ?? []) {
    const state = live?.[channel];
    if (!record || !state || state.phase === 'recording' || state.phase === 'off') continue;
    // A start takes a moment; it is trouble only when there is a reason.
    if (state.phase === 'starting' && !state.reason) continue;
    const since = state.since ? Date.parse(state.since) : null;
    causes.push({ kind: 'camera', level: 'bad', channel, name, reason: state.reason ?? 'unknown', since });
  }
  return causes.toSorted((a, b) => Number(b.level === 'bad') - Number(a.level === 'bad'));
}

/** The sum of it in one word. */
export function levelOf(sources: HealthSources): Level {
  const causes = causesOf(sources);
  if (causes.some(({ level }) => level === 'bad')) return 'bad';
  if (causes.length > 0) return 'attention';
  return sources.live && sources.config && sources.storage ? 'good' : 'unknown';
}
