import { type EventData, type EventTold, toldBy } from '#shared/event-data.ts';
import type { EventKind, NvrEvent } from '#shared/events.ts';
import type { ConfigAnswer } from '#shared/settings.ts';
import { alarmText } from '../health/alarm-words.ts';
import { sizeText } from '../text/size-text.ts';
import type { Text } from '../text/text.ts';
import { momentText, spanText } from '../time/format.ts';

/** In which words, and of whose cameras, something is told. */
export interface Telling {
  readonly config: ConfigAnswer;
  readonly t: Text;
  readonly language: string;
}

type Words<Kind extends EventKind> = (data: EventData<Kind>, telling: Telling & { readonly channel: number | null }) => string | null;

const nothing = (): null => null;
const export_ = ({ id }: { readonly id: number }, { t }: Telling): string => t('events.told.export', { id });
const link = ({ id }: { readonly id: number }, { t }: Telling): string => t('events.told.link', { id });

/** What each kind tells beside its name; null: the name says it all, or who did it. */
const WORDS: { readonly [Kind in EventKind]: Words<Kind> } = {
  camera_lost: ({ reason }, { t }) => reason && t(`reason.${reason}`),
  camera_back: ({ awayMs, isNew }, { t }) => t(isNew ? 'events.told.firstTime' : 'events.told.away', { span: spanText(awayMs / 1000) }),
  sound_left_out: ({ codec, said }, { t }) =>
    (codec === null ? t('events.told.sound') : t('events.told.soundOf', { codec })) + quoted(said, t),
  sound_back: nothing,
  hub_down: nothing,
  hub_back: nothing,
  storage_low: (data, { t }) => ('limit' in data ? t(`events.told.limit.${data.limit}`) : t(`status.volume.${data.state}`)),
  storage_error: (data, { t }) => ('rows' in data ? t('events.told.notThere', data) : t(`status.volume.${data.state}`)),
  storage_ok: nothing,
  cleanup: (data, telling) => cleanupWords(data, telling),
  conversion_failed: ({ path, said }, { t }) => path + quoted(said, t),
  recording_deleted: (data, telling) => ('file' in data ? data.file : spanDeletedWords(data, telling)),
  reconciled: (data, { t }) => reconciledWords(data, t),
  quarantined: nothing,
  unplayable: ({ why, ...found }, { t }) =>
    filesWords(found, t) + (why && found.files === 1 ? `: ${t(`recordings.unplayable.${why}`)}` : ''),
  misdated: (found, { t }) => filesWords(found, t),
  clock_stepped: ({ stepMs }, { t }) =>
    t(stepMs > 0 ? 'events.told.forward' : 'events.told.back', { span: spanText(Math.abs(stepMs) / 1000) }),
  sign_in: nothing,
  sign_in_failed: ({ user, address }, { t }) => (user === null ? t('events.told.unknownUser', { address: plainAddress(address) }) : null),
  sign_out: nothing,
  protection_added: (data, telling) => spanWords(data, telling),
  protection_removed: nothing,
  alarm_raised: (alarm, { channel, config, t }) => alarmText({ ...alarm, channel }, config, t),
  alarm_cleared: (alarm, { channel, config, t }) => alarmText({ ...alarm, channel }, config, t),
  streaming_lost: ({ reason }, { t }) => reason && t(`streamer.reason.${reason}`),
  streaming_back: nothing,
  streaming_rotation_failed: ({ reason }, { t }) => reason && t(`streamer.reason.${reason}`),
  streaming_started: nothing,
  streaming_stopped: nothing,
  export_requested: (data, telling) => `${export_(data, telling)}: ${spanWords(data, telling)}`,
  export_ready: ({ id, by, sizeBytes }, { t, language }) => t('events.told.exportReady', { id, by, size: sizeText(sizeBytes, language) }),
  export_failed: ({ id, by, said }, { t }) => t('events.told.exportOf', { id, by }) + quoted(said, t),
  export_deleted: ({ id, wasCancelled }, { t }) => t(wasCancelled ? 'events.told.cancelled' : 'events.told.export', { id }),
  share_added: (data, telling) => {
    const { config, language, t } = telling;
    const until = momentText(Date.parse(data.until), config.timeZone, language);
    return `${spanWords(data, telling)}; ${t(data.hasPin ? 'events.told.untilWithPin' : 'events.told.until', { until })}`;
  },
  share_removed: link,
  share_locked: ({ id }, { t }) => t('events.told.locked', { id }),
  stood_still: ({ stillMs }, { t }) => t('events.told.stoodStill', { span: spanText(stillMs / 1000) }),
  started: ({ version }, { t }) => t('events.told.version', { version }),
  stopped: nothing,
};

/** What an event tells beside its name, in the reader's language; null: nothing. What an earlier version told shows its own sentence. */
export function eventWords(event: Pick<NvrEvent, 'kind' | 'channel' | 'data' | 'text'>, telling: Telling): string | null {
  const told = toldBy(event);
  return told ? wordsOf(told, { ...telling, channel: event.channel }) : event.text;
}

/** As people write it: an IPv4 address without what IPv6 puts before it. */
export function plainAddress(address: string): string {
  return address.replace('::ffff:', '');
}

function wordsOf({ kind, data }: EventTold, telling: Parameters<Words<EventKind>>[1]): string | null {
  return (WORDS[kind] as Words<EventKind>)(data, telling); // of this very kind, whose data these are
}

/** What a program said is shown as it said it. */
function quoted(said: string | null, t: Text): string {
  return said === null ? '' : ` ${t('events.told.said', { said })}`;
}

function spanWords(
  { cameras, from, to }: { readonly cameras: string; readonly from: string; readonly to: string },
  telling: Telling,
): string {
  const { config, language, t } = telling;
  const moment = (at: string): string => momentText(Date.parse(at), config.timeZone, language);
  return t('events.told.span', { cameras, from: moment(from), to: moment(to) });
}

function spanDeletedWords(
  { deleted, bytes, ...span }: Extract<EventData<'recording_deleted'>, { readonly deleted: number }>,
  telling: Telling,
): string {
  const { t, language } = telling;
  return `${spanWords(span, telling)}; ${t('events.told.deleted', { count: deleted, size: sizeText(bytes, language) })}`;
}

function cleanupWords({ segments, bytes, channels, refused }: EventData<'cleanup'>, { config, t, language }: Telling): string {
  const nameOf = (channel: string): string => config.channels.find((known) => `${known.channel}` === channel)?.name ?? channel;
  const cameras = channels.split(',').map(nameOf).join(', ');
  const text = t('events.told.cleanup', { count: segments, cameras, size: sizeText(bytes, language) });
  return refused > 0 ? `${text}; ${t('events.told.refused', { count: refused })}` : text;
}

function reconciledWords(data: EventData<'reconciled'>, t: Text): string {
  const parts = (['adopted', 'settled', 'forgotten', 'deleted', 'renamed'] as const).filter((part) => data[part] > 0);
  return parts.map((part) => t(`events.told.reconciled.${part}`, { count: data[part] })).join(', ') || t('events.told.reconciled.rest');
}

function filesWords({ files, path }: { readonly files: number; readonly path: string }, t: Text): string {
  return files > 1 ? t('events.told.files', { path, count: files - 1 }) : path;
}
