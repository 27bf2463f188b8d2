import { execFileSync } from 'node:child_process';
import { copyFileSync, linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DAY_MS } from '#shared/durations.ts';
import { formatSegmentName } from '../../src/lib/files/segment-name.ts';

const SECONDS = 6;
const PICTURES = ['-f', 'lavfi', '-i', `testsrc=size=320x180:rate=10:duration=${SECONDS}`];
const SOUND = ['-f', 'lavfi', '-i', `sine=duration=${SECONDS}`];
const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '20', '-pix_fmt', 'yuv420p'];

/** Material and folder of one test: what lies in a RECORD_DIR that people and other programs have had their hands in. */
export class OddFolder implements Disposable {
  readonly root: string;
  readonly #material = mkdtempSync(path.join(tmpdir(), 'odd-material-'));
  readonly #made = new Map<string, string>();

  constructor(root: string) {
    this.root = root;
    mkdirSync(root, { recursive: true });
  }

  [Symbol.dispose](): void {
    rmSync(this.#material, { recursive: true, force: true });
  }

  /** Puts material under a name that may say something else. @returns the name */
  put(name: string, material: string): string {
    copyFileSync(material, this.#place(name));
    return name;
  }

  /** H.264 in a container, as its content. */
  h264(container: 'mkv' | 'mp4', ...more: readonly string[]): string {
    return this.#make(`h264${more.join('')}.${container}`, [...PICTURES, ...H264, ...more]);
  }

  /** Pictures that no browser shows, in MKV. */
  pictures(codec: 'libvpx' | 'mpeg4'): string {
    return this.#make(`${codec}.mkv`, [...PICTURES, '-c:v', codec]);
  }

  soundOnly(container: 'mkv' | 'mp4'): string {
    return this.#make(`sound.${container}`, [...SOUND, '-c:a', 'aac']);
  }

  /** An MP4 whose writer never came to its end. */
  withoutMoov(): string {
    const whole = this.h264('mp4');
    const cut = path.join(this.#material, 'cut.mp4');
    copyFileSync(whole, cut);
    // its moov stands at its end
    truncateSync(cut, 4_000);
    return cut;
  }

  empty(name: string): string {
    writeFileSync(this.#place(name), '');
    return name;
  }

  text(name: string, text: string): string {
    writeFileSync(this.#place(name), text);
    return name;
  }

  /** A file that is nearly all hole. */
  sparse(name: string, material: string, bytes: number): string {
    this.put(name, material);
    truncateSync(this.#place(name), bytes);
    return name;
  }

  fifo(name: string): string {
    execFileSync('mkfifo', [this.#place(name)]);
    return name;
  }

  link(name: string, target: string): string {
    symlinkSync(target, this.#place(name));
    return name;
  }

  secondName(name: string, of: string): string {
    linkSync(path.join(this.root, of), this.#place(name));
    return name;
  }

  folder(name: string): string {
    mkdirSync(this.#place(name), { recursive: true });
    return name;
  }

  /** As a copy that forgot when the file was made. */
  modifiedIn1970(name: string): void {
    utimesSync(path.join(this.root, name), 0, 0);
  }

  #place(name: string): string {
    const place = path.join(this.root, name);
    mkdirSync(path.dirname(place), { recursive: true });
    return place;
  }

  #make(name: string, args: readonly string[]): string {
    const known = this.#made.get(name);
    if (known) return known;
    const file = path.join(this.#material, `${this.#made.size}-${path.extname(name) === '.mkv' ? 'a.mkv' : 'a.mp4'}`);
    execFileSync('ffmpeg', ['-v', 'error', ...args, file]);
    this.#made.set(name, file);
    return file;
  }
}

/** Our name, without extension, of a recording of camera 1 so many minutes before now. */
export function minutesAgo(minutes: number, zone: string): string {
  return formatSegmentName(1, Date.now() - minutes * 60_000, zone);
}

/** The same of tomorrow at this time. */
export function tomorrow(zone: string): string {
  return formatSegmentName(1, Date.now() + DAY_MS, zone);
}
