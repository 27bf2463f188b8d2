import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type FakeTrack, fakeContent, fakeFragment, fakeInit, sampleEntries } from './fragmented-mp4.ts';

/** What a toy recording holds, and what the toy ffmpeg does with it. */
export interface ToyRecording {
  readonly pictures: number;
  /** Pictures that arrive in the MP4; default all. */
  readonly converted?: number;
  /** Instead of ending: stays, having written half. */
  readonly hangs?: boolean;
  /** Ends with 1 and these words. */
  readonly complaint?: string;
}

const video: FakeTrack = { id: 1, kind: 'video', timescale: 1000, sampleEntry: sampleEntries.h264 };

/** The fragmented MP4 of so many pictures, 20 a second. */
function toyMovie(pictures: number): Buffer {
  const samples = Array.from({ length: pictures }, (_, at) => ({
    content: fakeContent(`picture ${at}`, 100),
    duration: 50,
    isSync: at === 0,
  }));
  return Buffer.concat([fakeInit([video]), fakeFragment([{ track: video, decodeTime: 0, samples }])]);
}

const FFPROBE = `
const { pictures } = JSON.parse(fs.readFileSync(process.argv[process.argv.indexOf('-i') + 1].slice(5), 'utf8'));
for (let at = 0; at < pictures; at++) console.log('packet|stream_index=0|pts=' + at * 50 + '|duration=50');
console.log('stream|index=0|codec_name=h264|codec_type=video|width=1280|height=720|time_base=1/1000|start_time=0|duration=N/A|nb_frames=N/A');
`;
const FFMPEG = `
const mkv = process.argv[process.argv.indexOf('-i') + 1].slice(5);
const { hangs, complaint } = JSON.parse(fs.readFileSync(mkv, 'utf8'));
const movie = fs.readFileSync(path.join(__dirname, path.basename(mkv) + '.movie'));
fs.appendFileSync(path.join(__dirname, 'started'), path.basename(mkv) + '\\n');
fs.writeSync(1, hangs ? movie.subarray(0, movie.length / 2) : movie);
if (complaint) { console.error(complaint); process.exit(1); }
if (hangs) setInterval(() => {}, 1e6);
`;

/** Programs that behave like ffprobe and ffmpeg towards recordings that are only a description. */
export class ToyPrograms {
  readonly ffprobe: string;
  readonly ffmpeg: string;
  /** Has a line for each recording that ffmpeg began with. */
  readonly startedFile: string;
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.ffprobe = path.join(folder, 'ffprobe');
    this.ffmpeg = path.join(folder, 'ffmpeg');
    this.startedFile = path.join(folder, 'started');
  }

  static async install(folder: string): Promise<ToyPrograms> {
    const programs = new ToyPrograms(folder);
    await mkdir(folder, { recursive: true });
    await writeFile(programs.startedFile, '');
    for (const [file, source] of [
      [programs.ffprobe, FFPROBE],
      [programs.ffmpeg, FFMPEG],
    ] as const) {
      await writeFile(file, `#!${process.execPath}\nconst fs = require('node:fs');\nconst path = require('node:path');\n${source}`);
      await chmod(file, 0o755);
    }
    return programs;
  }

  /** Puts a toy recording into a folder. */
  async record(file: string, recording: ToyRecording): Promise<void> {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(recording));
    await writeFile(path.join(this.#folder, `${path.basename(file)}.movie`), toyMovie(recording.converted ?? recording.pictures));
  }
}
