import type { EventKind } from '#shared/events.ts';
import type { events } from '../text/english/events.ts';
import type { IconName } from '../ui/icon.tsx';

/** Kinds that are looked at together. */
type EventGroup = keyof typeof events.group;

interface Look {
  readonly group: EventGroup;
  readonly icon: IconName;
  /** Trouble, or its end; most is neither. */
  readonly tone?: 'bad' | 'good';
}

/** Where each kind belongs and how it looks. */
export const EVENT_LOOKS: Readonly<Record<Exclude<keyof typeof events.name, 'other'>, Look>> = {
  camera_lost: { group: 'cameras', icon: 'offline', tone: 'bad' },
  camera_back: { group: 'cameras', icon: 'camera', tone: 'good' },
  sound_left_out: { group: 'cameras', icon: 'warning', tone: 'bad' },
  sound_back: { group: 'cameras', icon: 'check', tone: 'good' },
  alarm_raised: { group: 'alarms', icon: 'events', tone: 'bad' },
  alarm_cleared: { group: 'alarms', icon: 'check', tone: 'good' },
  storage_low: { group: 'storage', icon: 'storage', tone: 'bad' },
  storage_error: { group: 'storage', icon: 'storage', tone: 'bad' },
  storage_ok: { group: 'storage', icon: 'storage', tone: 'good' },
  cleanup: { group: 'storage', icon: 'trash' },
  recording_deleted: { group: 'recordings', icon: 'trash' },
  conversion_failed: { group: 'recordings', icon: 'warning', tone: 'bad' },
  quarantined: { group: 'recordings', icon: 'warning', tone: 'bad' },
  unplayable: { group: 'recordings', icon: 'warning', tone: 'bad' },
  misdated: { group: 'recordings', icon: 'warning', tone: 'bad' },
  protection_added: { group: 'recordings', icon: 'lock' },
  protection_removed: { group: 'recordings', icon: 'lock' },
  export_requested: { group: 'recordings', icon: 'exports' },
  export_ready: { group: 'recordings', icon: 'download', tone: 'good' },
  export_failed: { group: 'recordings', icon: 'exports', tone: 'bad' },
  export_deleted: { group: 'recordings', icon: 'trash' },
  share_added: { group: 'recordings', icon: 'exports' },
  share_removed: { group: 'recordings', icon: 'exports' },
  share_locked: { group: 'recordings', icon: 'lock', tone: 'bad' },
  streaming_started: { group: 'streaming', icon: 'streaming' },
  streaming_stopped: { group: 'streaming', icon: 'streaming' },
  streaming_lost: { group: 'streaming', icon: 'streaming', tone: 'bad' },
  streaming_back: { group: 'streaming', icon: 'streaming', tone: 'good' },
  streaming_rotation_failed: { group: 'streaming', icon: 'streaming', tone: 'bad' },
  sign_in: { group: 'people', icon: 'user' },
  sign_in_failed: { group: 'people', icon: 'user', tone: 'bad' },
  sign_out: { group: 'people', icon: 'signOut' },
  hub_down: { group: 'system', icon: 'offline', tone: 'bad' },
  hub_back: { group: 'system', icon: 'check', tone: 'good' },
  clock_stepped: { group: 'system', icon: 'recordings' },
  reconciled: { group: 'system', icon: 'check' },
  stood_still: { group: 'system', icon: 'warning', tone: 'bad' },
  started: { group: 'system', icon: 'play' },
  stopped: { group: 'system', icon: 'pause' },
};

const KINDS = Object.keys(EVENT_LOOKS) as KnownKind[]; // Object.keys forgets what the keys are
type KnownKind = keyof typeof EVENT_LOOKS;

/** The groups in the order they are offered, each with its kinds. */
export const EVENT_GROUPS: readonly { readonly group: EventGroup; readonly kinds: readonly KnownKind[] }[] = [
  ...new Set(KINDS.map((kind) => EVENT_LOOKS[kind].group)),
].map((group) => ({ group, kinds: KINDS.filter((kind) => EVENT_LOOKS[kind].group === group) }));

/** How a kind looks; one that a newer server tells is an event like any other. */
export function lookOf(kind: EventKind): Look & { readonly name: keyof typeof events.name } {
  return isKnown(kind) ? { ...EVENT_LOOKS[kind], name: kind } : { group: 'system', icon: 'note', name: 'other' };
}

/** The kinds that a choice stands for: a group's, or one; none means all. */
export function kindsOf(choice: string): readonly EventKind[] {
  const group = EVENT_GROUPS.find((candidate) => candidate.group === choice);
  if (group) return group.kinds;
  return isKnown(choice) ? [choice] : [];
}

function isKnown(kind: string): kind is KnownKind {
  return Object.hasOwn(EVENT_LOOKS, kind);
}
