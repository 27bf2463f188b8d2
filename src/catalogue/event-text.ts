import type { EventData, EventTold } from '#shared/event-data.ts';
import type { EventKind } from '#shared/events.ts';
import { diskText } from '../volume/volume.ts';
import { alarmText } from './alarm-text.ts';

type Teller<Kind extends EventKind> = (data: EventData<Kind>, camera: string, channel: number | null) => string;

/** The sentence of each kind. */
const SENTENCES: { readonly [Kind in EventKind]: Teller<Kind> } = {
  camera_lost: ({ isNew, said }, camera) => `${camera} ${isNew ? 'has not been reached yet' : 'is lost'}${because(said)}`,
  camera_back: ({ isNew }, camera) => `${camera} is ${isNew ? 'there for the first time' : 'back'}`,
  sound_left_out: ({ codec, said }, camera) =>
    `The sound of ${lower(camera)}${codec === null ? '' : ` (${codec})`} cannot be recorded and is left out${because(said)}`,
  sound_back: (_, camera) => `The sound of ${lower(camera)} is recorded again`,
  hub_down: ({ said }) => `go2rtc is down${because(said)}`,
  hub_back: () => 'go2rtc is back',
  storage_low: (data) => ('limit' in data ? SHORTAGES[data.limit] : (diskText(data.state, data.folder || 'RECORD_DIR') ?? '')),
  storage_error: (data) => ('rows' in data ? notThere(data) : (data.said ?? diskText(data.state, data.folder || 'RECORD_DIR') ?? '')),
  storage_ok: () => 'The recording disk is well',
  cleanup: ({ segments, bytes, channels }) =>
    `${segments === 1 ? 'A recording' : `${segments} recordings`} of camera ${channels.replaceAll(',', ', ')} deleted: ${(bytes / 1e9).toFixed(2)} GB`,
  conversion_failed: ({ path, said }, camera) => `${path} of ${lower(camera)} cannot be converted and stays as it is${because(said)}`,
  recording_deleted: (data) =>
    'file' in data
      ? `${data.user} deleted ${data.file}`
      : `${data.user} deleted ${data.deleted === 1 ? 'a recording' : `${data.deleted} recordings`} of ${spanText(data)}`,
  reconciled: reconciledText,
  quarantined: () => 'A file was put into quarantine',
  unplayable: (found) => `${filesText(found)} cannot be played${found.files === 1 ? because(found.said) : '; the list says why'}`,
  misdated: (found) => `${filesText(found)} has a name that tells a time which cannot be right: it is listed there, and not believed`,
  clock_stepped: ({ stepMs }) =>
    `The system clock was set ${stepMs > 0 ? 'forward' : 'back'} by ${(Math.abs(stepMs) / 3_600_000).toFixed(1)} hours`,
  sign_in: ({ user, address }) => `${user} signed in from ${address}`,
  sign_in_failed: ({ user, address }) => `Sign-in failed for ${user ?? 'an unknown user'} from ${address}`,
  sign_out: ({ user, address }) => `${user} signed out from ${address}`,
  protection_added: ({ user, ...span }) => `${user} protected ${spanText(span)}`,
  protection_removed: ({ user, id }) => `${user} ended the protection ${id}`,
  alarm_raised: (alarm, _, channel) => alarmText({ ...alarm, channel }),
  alarm_cleared: (alarm, _, channel) => alarmText({ ...alarm, channel }, true),
  streaming_lost: ({ said }) => `Nothing is streamed: ${said ?? 'the stream is being started'}`,
  streaming_back: () => 'The stream runs again',
  streaming_rotation_failed: ({ said }) => said ?? 'The key could not be changed',
  streaming_started: ({ user }) => `${user} started the stream to YouTube`,
  streaming_stopped: ({ user }) => `${user} stopped the stream to YouTube`,
  export_requested: ({ user, ...span }) => `${user} asked for an export of ${spanText(span)}`,
  export_ready: ({ id, by }) => `The export ${id} that ${by} asked for is ready`,
  export_failed: ({ id, by, said }) => `The export ${id} that ${by} asked for failed${because(said)}`,
  export_deleted: ({ user, id, wasCancelled }) => `${user} ${wasCancelled ? 'cancelled' : 'deleted'} the export ${id}`,
  share_added: ({ user, until, ...span }) => `${user} shared ${spanText(span)} until ${until}`,
  share_removed: ({ user, id }) => `${user} revoked the link ${id}`,
  share_locked: ({ id }) => `The link ${id} is locked after too many wrong PINs`,
  stood_still: ({ stillMs }) =>
    `Mini-NVR had stood still for ${Math.round(stillMs / 1000)} s and was ended by its watchdog, to be started again; recording went on until then`,
  started: ({ version }) => `Mini-NVR ${version} started`,
  stopped: () => 'Mini-NVR stopped',
};

/** An event in one English sentence, for programs, the log of events and whoever searches in it; the web makes its own words. */
export function eventText({ kind, channel = null, data }: EventTold): string {
  const tell = SENTENCES[kind] as Teller<EventKind>; // of this very kind, whose data these are
  return tell(data, channel === null ? 'A camera' : `Camera ${channel}`, channel);
}

const SHORTAGES = {
  storage:
    'RECORD_DIR holds more than MAX_STORAGE_GB that cleanup may not delete: files of others, or protected recordings. Remove some, or raise the limit.',
  free: 'Less than MIN_FREE_GB is free, and deleting recordings cannot free enough: other things fill the disk, or everything is protected. Remove some of them.',
} as const;

function notThere({ rows, missing, folder }: { readonly rows: number; readonly missing: number; readonly folder: string }): string {
  return (
    `${missing} of ${rows} recordings are not in ${folder}, so nothing was changed. If the wrong disk is mounted there, mount the right one ` +
    `and restart. If they are gone for good, write the word new into ${folder}/.nvr-volume and restart.`
  );
}

function reconciledText({ adopted, settled, forgotten, deleted, renamed }: EventData<'reconciled'>): string {
  const parts = [
    adopted && `${adopted} found on the disk`,
    settled && `${settled} conversions finished`,
    forgotten && `${forgotten} no longer on the disk`,
    deleted && `${deleted} deletions finished`,
    renamed && `${renamed} given the name that their content calls for`,
  ];
  return `Recordings are reconciled with the disk: ${parts.filter(Boolean).join(', ') || 'remains of conversions removed'}`;
}

function filesText({ files, path }: { readonly files: number; readonly path: string }): string {
  return files > 1 ? `${path} (and ${files - 1} more in its folder)` : path;
}

function spanText({ cameras, from, to }: { readonly cameras: string; readonly from: string; readonly to: string }): string {
  return `${cameras} from ${from} to ${to}`;
}

function because(said: string | null): string {
  return said ? `: ${said}` : '';
}

function lower(camera: string): string {
  return camera.replace(/^[AC]/, (letter) => letter.toLowerCase());
}
