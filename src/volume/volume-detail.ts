import type { EventTold } from '#shared/event-data.ts';
import type { VolumeState } from '#shared/storage.ts';
import { StreamUnavailable } from '../lib/errors.ts';

interface Found {
  readonly state: VolumeState;
  readonly detail: string | null;
}

/** Why nothing may be written to a disk in this state; undefined when it may. */
export function troubleOf({ state, detail }: Found): StreamUnavailable | undefined {
  if (state === 'ok' || state === 'low') return undefined;
  return new StreamUnavailable(state === 'full' ? 'disk_full' : 'storage_error', detail ?? 'The recording disk cannot be used');
}

/** What is remembered when the disk comes into this state. */
export function eventOf({ state, detail }: Found, folder: string): EventTold {
  if (state === 'ok') return { kind: 'storage_ok', data: {} };
  if (state === 'low' || state === 'full') return { kind: 'storage_low', data: { state, folder } };
  return { kind: 'storage_error', data: { state, folder, said: detail === diskText(state, folder) ? null : detail } };
}

/** What a state of the recording disk means and what to do, in English; null: nothing. */
export function diskText(state: VolumeState, root: string): string | null {
  switch (state) {
    case 'ok':
      return null;
    case 'low':
      return `The disk of ${root} has less free space than MIN_FREE_GB, and cleanup cannot free enough: something else fills it, or everything is protected.`;
    case 'full':
      return `The disk of ${root} is full: nothing can be recorded until there is room. Remove what else is on it, or lower MAX_STORAGE_GB.`;
    case 'read_only':
      return `${root} cannot be written: the disk is mounted read-only (often after a disk error, see the kernel log), or its permissions do not allow this user to write.`;
    case 'missing':
      return `${root} is not the folder with the recordings: it has no .nvr-volume file. Is the disk mounted? To record here from now on, write the word new into ${root}/.nvr-volume.`;
    case 'wrong_disk':
      return `${root} is another disk than the one the catalogue knows. Mount the right one. To record here from now on, write the word new into ${root}/.nvr-volume.`;
    case 'error':
      return `${root} cannot be used.`;
  }
}
