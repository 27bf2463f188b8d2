import { describe, expect, test } from 'vitest';
import { ConversionFailed } from '../lib/errors.ts';
import type { HybridFile, TrackFacts } from '../mp4/mp4.ts';
import type { ProbedTrack } from './probe.ts';
import { verify } from './verification.ts';

function recordingOf(...tracks: readonly ProbedTrack[]): Parameters<typeof verify>[0] {
  return { durationMs: 60_000, videoPackets: tracks.find(({ kind }) => kind === 'video')?.packets ?? 0, tracks };
}

function fileOf(...tracks: readonly Partial<TrackFacts>[]): HybridFile {
  const facts = tracks.map((track) => ({
    kind: 'video' as const,
    codec: 'avc1.640028',
    timescale: 16_000,
    samples: 1200,
    durationMs: 60_000,
    ...track,
  }));
  return {
    sizeBytes: 1,
    durationMs: 60_000,
    init: new Uint8Array(),
    index: { timescale: 1, fragments: [] },
    tracks: facts,
    isClosed: true,
  };
}

const video: ProbedTrack = { kind: 'video', codec: 'h264', packets: 1200, durationMs: 60_000 };
const aac: ProbedTrack = { kind: 'audio', codec: 'aac', packets: 938, durationMs: 60_032 };
const begun: ProbedTrack = { kind: 'audio', codec: 'pcm_alaw', packets: 2, durationMs: 80 };
const g711: ProbedTrack = { kind: 'audio', codec: 'pcm_alaw', packets: 1500, durationMs: 60_000 };

describe('an MP4', () => {
  test('passes without sound that had only begun, which an encoder makes nothing of', () => {
    expect(() => verify(recordingOf(video, begun), fileOf({}))).not.toThrow();
    expect(() => verify(recordingOf(video, g711), fileOf({}))).toThrow('the MP4 has no audio');
    expect(() => verify(recordingOf(video, { ...begun, codec: 'aac' }), fileOf({}))).toThrow('the MP4 has no audio');
  });

  test('passes when every picture is there and it is as long', () => {
    expect(() => verify(recordingOf(video), fileOf({}))).not.toThrow();
    expect(() => verify(recordingOf(video), fileOf({ durationMs: 60_100 }))).not.toThrow();
    expect(() => verify(recordingOf(video, aac), fileOf({}, { kind: 'audio', samples: 938, durationMs: 60_032 }))).not.toThrow();
  });

  test('passes with sound that was encoded again, into other frames', () => {
    expect(() => verify(recordingOf(video, g711), fileOf({}, { kind: 'audio', samples: 470, durationMs: 60_160 }))).not.toThrow();
  });

  test.each([
    ['the MP4 has no video', recordingOf(video), fileOf({ kind: 'audio' })],
    ['the MP4 has 1199 video frames, the recording 1200', recordingOf(video), fileOf({ samples: 1199 })],
    ['the MP4 has 59.80 s of video, the recording 60.00 s', recordingOf(video), fileOf({ durationMs: 59_800 })],
    ['the MP4 has no audio', recordingOf(video, aac), fileOf({})],
    [
      'the MP4 has 900 audio frames, the recording 938',
      recordingOf(video, aac),
      fileOf({}, { kind: 'audio', samples: 900, durationMs: 60_032 }),
    ],
    ['the MP4 has 30.00 s of audio, the recording 60.00 s', recordingOf(video, g711), fileOf({}, { kind: 'audio', durationMs: 30_000 })],
  ])('is refused: %s', (message, recording, file) => {
    expect(() => verify(recording, file)).toThrow(new ConversionFailed(message));
  });

  test('passes without a track of which nothing was recorded', () => {
    expect(() => verify(recordingOf(video, { ...aac, packets: 0 }), fileOf({}))).not.toThrow();
  });
});
