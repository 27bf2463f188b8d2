import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ExportCut, ExportFile } from '#shared/exports.ts';
import { isoOf } from '../../lib/iso-time.ts';
import { offsetAt, offsetText } from '../../lib/time-zone.ts';
import type { ExportJob } from './export-rows.ts';

/** Its name in the folder of an export. */
export const MANIFEST = 'manifest.json';

/** What of it an export is known again by. */
const Manifest = z.object({
  id: z.int().positive(),
  channels: z.array(z.int().positive()),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  cut: ExportCut,
  exportedBy: z.string(),
  exportedAt: z.iso.datetime(),
  files: z.array(ExportFile).min(1),
});

/** Reads what `manifestOf` wrote. @throws the system's error, or one that says what is wrong with it */
export async function readManifest(folder: string): Promise<Omit<ExportJob, 'sharedUntil' | 'problem' | 'state'>> {
  const text = await readFile(path.join(folder, MANIFEST), 'utf8');
  const { id, channels, from, to, cut, exportedBy, exportedAt, files } = Manifest.parse(JSON.parse(text));
  const at = Date.parse(exportedAt);
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const times = { from: Date.parse(from), to: Date.parse(to), createdAt: at, finishedAt: at };
  return { id, channels, cut, by: exportedBy, ...times, sizeBytes, files };
}

/** What is in an export, for programs and people who check it. */
export function manifestOf(job: ExportJob, files: readonly ExportFile[], made: { readonly at: number; readonly timeZone: string }): object {
  const { id, channels, from, to, by, cut } = job;
  const { at, timeZone } = made;
  return {
    product: 'Mini-NVR',
    id,
    channels,
    from: isoOf(from),
    to: isoOf(to),
    cut,
    timeZone,
    clock: {
      utcOffset: { from: utcOffsetAt(from, timeZone), to: utcOffsetAt(to, timeZone) },
      measuredBy: 'the clock of this server, when the pictures arrived',
    },
    channelsWithoutFile: channels.filter((channel) => !files.some((file) => file.channel === channel)),
    exportedBy: by,
    exportedAt: isoOf(at),
    files,
  };
}

/** How far the clock on the wall is ahead of UTC, e.g. `+01:00`. */
function utcOffsetAt(epochMs: number, timeZone: string): string {
  return offsetText(offsetAt(epochMs, timeZone));
}
