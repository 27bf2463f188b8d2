import type { ExportFile } from '#shared/exports.ts';
import { offsetAt, offsetText } from '../lib/time-zone.ts';
import type { ExportJob } from './export-rows.ts';

/** What is in an export, for programs and people who check it. */
export function manifestOf(job: ExportJob, files: readonly ExportFile[], made: { readonly at: number; readonly timeZone: string }): object {
  const { id, channels, from, to, by, cut } = job;
  const { at, timeZone } = made;
  return {
    product: 'Mini-NVR',
    id,
    channels,
    from: iso(from),
    to: iso(to),
    cut,
    timeZone,
    clock: {
      utcOffset: { from: utcOffsetAt(from, timeZone), to: utcOffsetAt(to, timeZone) },
      measuredBy: 'the clock of this server, when the pictures arrived',
    },
    channelsWithoutFile: channels.filter((channel) => !files.some((file) => file.channel === channel)),
    exportedBy: by,
    exportedAt: iso(at),
    files,
  };
}

/** How far the clock on the wall is ahead of UTC, e.g. `+01:00`. */
function utcOffsetAt(epochMs: number, timeZone: string): string {
  return offsetText(offsetAt(epochMs, timeZone));
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
