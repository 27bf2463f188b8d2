#!/usr/bin/env node
/**
 * Behaves like ffmpeg's segment muxer towards a recorder, as the source URL's path asks: `/steady` writes frames, `/still`
 * stops after 3 frames, `/jump` lets time leap, `/deaf` ignores the first request to end, `/silent` opens a file without
 * a frame, `/full` says that the disk is full, `/keyless` sends no keyframe, `/burst` begins with all that it kept for 6 s,
 * `/unknown` never says what the stream consists of. Frames come each 20 ms and count 100 ms of media time; a segment has 10.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const args = process.argv.slice(2);
const mode = args[args.indexOf('-i') + 1].split('/').at(-1);
const pattern = args[args.indexOf('-y') + 1];
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
if (mode !== 'unknown') process.stderr.write('  Stream #0:0: Video: h264 (High), yuv420p(progressive), 320x180, 10 fps, 10 tbr, 90k tbn\n');
open();
if (mode === 'burst') while (frames < 60) frame();
setInterval(frame, mode === 'burst' ? 100 : 20);

function frame() {
  if (mode === 'silent' || mode === 'unknown' || (mode === 'still' && frames >= 3)) return;
  if (mode === 'jump' && frames === 5) mediaMs += 3_600_000;
  const isCut = mediaMs - startMs >= 1000 && mode !== 'jump';
  if (isCut) {
    close();
    open();
  }
  const flags = mode === 'keyless' || (frames > 0 && !isCut) ? ', F=0x0' : '';
  process.stdout.write(`0, ${mediaMs * 90}, ${mediaMs * 90}, 9000, 1200, 0xeac41faf${flags}\n`);
  frames++;
  mediaMs += 100;
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
