import type { RecordingEntry } from '#shared/recordings.ts';
import type { ListedSegment } from '../../catalogue/catalogue.ts';
import { isDoubled, offsetAt, offsetText } from '../../lib/time-zone.ts';

const OFFSET_IN_NAME = /([+-])(\d\d)(\d\d)(?:_\d+)?\.(?:mkv|mp4)$/;

/** What a list shows of a segment. */
type Shown = Pick<ListedSegment, 'path' | 'startedAt' | 'durationMs' | 'sizeBytes' | 'problem' | 'unplayable' | 'misdated' | 'isProtected'>;

const MISDATED = {
  past: 'Its name tells a time before 2001: the clock was wrong when it was recorded or named',
  future: 'Its name tells a time that is still to come: the clock was wrong when it was recorded or named',
};

/** A segment as the list of a day shows it; local times by the offset in its name, so that the doubled hour reads right. */
export function recordingEntry(segment: Shown, timeZone: string, isLive = false): RecordingEntry {
  const { date, time, zone } = localTimeOf(segment.path, segment.startedAt, timeZone);
  return {
    name: segment.path,
    startTime: time,
    datetime: `${date}T${time}${zone}`,
    size: sizeForPeople(segment.sizeBytes),
    sizeBytes: segment.sizeBytes,
    duration: Math.round(segment.durationMs / 10) / 100,
    live: isLive,
    protected: segment.isProtected,
    problem: segment.problem ?? (segment.misdated && MISDATED[segment.misdated]),
    unplayable: segment.unplayable,
    misdated: segment.misdated,
  };
}

/**
 * A name that says in a folder of downloads which camera and when: `Front door 2026-11-22 10-15-00.mp4`, and in the hour that
 * comes twice `Front door 2026-10-25 02-30-00+0200.mp4`.
 */
export function fileNameForPeople(camera: string, path: string, startedAt: number, timeZone: string): string {
  const { date, time, zone } = localTimeOf(path, startedAt, timeZone);
  const clock = `${time.replaceAll(':', '-')}${isDoubled(startedAt, timeZone) ? zone.replace(':', '') : ''}`;
  // what file systems refuse or read as a folder
  const plain = camera.replace(/[\\/:*?"<>|\p{Cc}]/gu, '-').trim() || 'Camera';
  return `${plain} ${date} ${clock}.${path.slice(-3)}`;
}

/** Bytes in decimal units: `290.1 MB`. */
export function sizeForPeople(bytes: number): string {
  for (const [unit, size] of [
    ['GB', 1e9],
    ['MB', 1e6],
    ['kB', 1e3],
  ] as const)
    if (bytes >= size) return `${(bytes / size).toFixed(1)} ${unit}`;
  return `${bytes} B`;
}

function localTimeOf(path: string, startedAt: number, timeZone: string): { date: string; time: string; zone: string } {
  const offsetMs = offsetOf(path) ?? offsetAt(startedAt, timeZone);
  const local = new Date(startedAt + offsetMs).toISOString();
  return { date: local.slice(0, 10), time: local.slice(11, 19), zone: offsetText(offsetMs) };
}

function offsetOf(path: string): number | null {
  const [, sign, hours, minutes] = OFFSET_IN_NAME.exec(path) ?? [];
  if (!sign) return null;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
