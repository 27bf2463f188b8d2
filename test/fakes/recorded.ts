import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Catalogue } from '../../src/catalogue/catalogue.ts';
import { formatSegmentName } from '../../src/lib/files/segment-name.ts';
import { encodeFragmentIndex, HybridWriter } from '../../src/mp4/mp4.ts';
import { type FakeTrack, fakeContent, fakeFragment, fakeInit, sampleEntries } from './fragmented-mp4.ts';

export interface FakeRecording {
  readonly catalogue: Catalogue;
  readonly root: string;
  readonly channel?: number;
  readonly startedAt: number;
  /** Bytes of the pictures that are no keyframe, of each GOP of two seconds. */
  readonly gops: readonly number[];
  readonly codec?: 'h264' | 'hevc';
}

const TIMESCALE = 1000;
const GOP_MS = 2000;
const KEYFRAME_BYTES = 400;

/** Puts a finished MP4 of invented pictures on the disk and into the catalogue. @returns its path below the root */
export async function addRecording(o: FakeRecording): Promise<string> {
  const { catalogue, root, channel = 1, startedAt, gops, codec = 'h264' } = o;
  const name = `${formatSegmentName(channel, startedAt, 'UTC')}.mp4`;
  const file = path.join(root, name);
  await mkdir(path.dirname(file), { recursive: true });
  const { init, index, tracks, sizeBytes, durationMs } = await write(file, gops, codec);
  const endedAt = startedAt + gops.length * GOP_MS;
  const id = await catalogue.segmentClosed({ channel, path: name, startedAt, endedAt, durationMs, sizeBytes });
  await catalogue.converted({ id, path: name, sizeBytes, durationMs, init, index: encodeFragmentIndex(index), tracks });
  return name;
}

async function write(file: string, gops: readonly number[], codec: 'h264' | 'hevc') {
  const track: FakeTrack = { id: 1, kind: 'video', timescale: TIMESCALE, sampleEntry: sampleEntries[codec] };
  const writer = await HybridWriter.create(file, { reserveBytes: 4096 });
  await writer.write(fakeInit([track]));
  for (const [at, bytes] of gops.entries()) {
    const picture = { content: fakeContent('key', KEYFRAME_BYTES), duration: GOP_MS / 2 };
    const rest = { content: fakeContent('rest', bytes), duration: GOP_MS / 2, isSync: false };
    await writer.write(fakeFragment([{ track, decodeTime: at * GOP_MS, samples: [picture, rest] }]));
  }
  return await writer.close();
}
