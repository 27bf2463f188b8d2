#!/usr/bin/env node
/**
 * Behaves like ffmpeg's segment muxer towards a recorder, as the source URL's path asks: `/steady` writes frames, `/still`
 * stops after 3 frames, `/jump` lets time leap, `/deaf` ignores the first request to end, `/silent` opens a file without
 * a frame, `/full` says that the disk is full. Frames come each 20 ms and count 100 ms of media time; a segment has 10.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const args = process.argv.slice(2);
const mode = args[args.indexOf('-i') + 1].split('/').at(-1);
const pattern = args.at(-1);
let serial = 0;
let frames = 0;
let mediaMs = 0;
let file;
let startMs = 0;
let asked = 0;

process.on('SIGTERM', () => {
  if (mode === 'deaf' && ++asked < 2) return;
  close();
  process.exit(255);
});

if (mode === 'full') {
  process.stderr.write('av_interleaved_write_frame(): No space left on device\n');
  process.exit(1);
}
open();
setInterval(frame, 20);

function frame() {
  if (mode === 'silent' || (mode === 'still' && frames >= 3)) return;
  frames++;
  mediaMs += 100;
  if (mode === 'jump' && frames === 5) mediaMs += 3_600_000;
  process.stdout.write(`frame=${frames}\nfps=20\nout_time_us=${mediaMs * 1000}\nprogress=continue\n`);
  if (mediaMs - startMs >= 1000 && mode !== 'jump') {
    close();
    open();
  }
}

function open() {
  file = pattern.replace('%Y-%m-%d', '2026-11-22').replace('%H%M%S%z', `1000${String(serial++).padStart(2, '0')}+0000`);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, 'segment');
  startMs = mediaMs;
  process.stderr.write(`[segment @ 0x1] Opening '${file}' for writing\n`);
}

function close() {
  process.stdout.write(`${path.basename(file)},${(startMs / 1000).toFixed(6)},${(mediaMs / 1000).toFixed(6)}\n`);
}
