/**
 * A converter in a process of its own, to be killed: `conversion-process.ts ROOT FFPROBE FFMPEG [STEP]`. Its catalogue is the file
 * `rows.json`: a path for each recording. At STEP (`told-not` before the catalogue knows the MP4, `told` right after) it stops dead.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Conversion, type ConversionShelf, Converter } from '../../src/converter/converter.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';

const [root = '', ffprobe = '', ffmpeg = '', step = ''] = process.argv.slice(2);
const rowsFile = path.join(root, 'rows.json');
const readRows = (): string[] => JSON.parse(readFileSync(rowsFile, 'utf8')) as string[];

/** As a power cut would: nothing after this line happens. */
function die(): Promise<never> {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
}

const shelf: ConversionShelf = {
  nextToConvert: (excluding) => {
    const rows = readRows().map((row, at) => ({ id: at + 1, channel: 1, path: row, startedAt: 0, durationMs: 10_000 }));
    const next = rows.find(({ id, path: row }) => row.endsWith('.mkv') && !excluding.includes(id));
    if (!next && excluding.length === 0) process.stdout.write('all are converted\n');
    return Promise.resolve(next);
  },
  converted: async ({ id, path: mp4Path }: Conversion) => {
    if (step === 'told-not') await die();
    writeFileSync(rowsFile, JSON.stringify(readRows().map((row, at) => (at + 1 === id ? mp4Path : row))));
    if (step === 'told') await die();
    return true;
  },
  conversionFailed: (id, reason) => {
    process.stdout.write(`${id} failed: ${reason}\n`);
    return Promise.resolve();
  },
};

const video = { codec: 'copy', crf: 23, preset: 'veryfast' } as const;
Converter.start({ root, shelf, programs: { ffmpeg, ffprobe }, video, clock: systemClock, log: silentLog() });
