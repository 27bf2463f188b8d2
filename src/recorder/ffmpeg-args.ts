import type { Command } from '../lib/process/child.ts';
import type { SoundUse } from './sound.ts';
import { SOUND_TIMES } from './sound-times.ts';

export interface RecordingCommand {
  readonly ffmpeg: string;
  /** The relay's URL on loopback: it holds no credentials, because arguments are visible to everybody on the machine. */
  readonly source: string;
  /** strftime pattern of the files' absolute paths. */
  readonly pattern: string;
  readonly segmentMs: number;
  /** Moves this channel's cuts against the clock, so that not all channels sync the disk in one moment. */
  readonly offsetMs: number;
  readonly timeZone: string;
  readonly expects?: Expected;
  /** Default: it is copied. */
  readonly sound?: SoundUse;
}

/** Multiples of it lie evenly between whole numbers, however many there are. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** What is known of a stream's rhythm: few pictures, or so few that five seconds of sound may come before the first one. */
export type Expected = 'pictures' | 'few pictures' | 'sound before pictures';

/**
 * Each packet is written at once, in a cluster of its own and without waiting for the other track: ffmpeg that is killed, or
 * interrupted while it waits for a silent source, loses one frame instead of a second (0.2 % more bytes).
 */
const WRITE_AT_ONCE = ['-max_interleave_delta', '1', '-segment_format_options', 'cluster_time_limit=0:flush_packets=1'];
/** ffmpeg gives up a connection on which nothing arrives: later than we do ourselves, whatever the camera's rhythm is. */
const SOCKET_TIMEOUT_US = 400_000_000;
/** Of so few ffmpeg need not see seven to learn their order (B-frames): no such camera has any. */
const FEW = ['-max_ts_probe', '1'];
const TELLING: Record<Expected, readonly string[]> = {
  pictures: [],
  'few pictures': FEW,
  'sound before pictures': [...FEW, '-analyzeduration', '60M', '-probesize', '50M'],
};

/**
 * Keeps every picture and its time with any camera, measured with ffmpeg 5.1: it knows no time of the very first picture and
 * aborts when there are B-frames ("Can't write packet with unknown timestamp"). That time is 0, from which RTP timestamps are
 * counted; `-copyts` keeps ffmpeg from moving the others against it. `PTS` must be said, or B-frames are shown in decoding order.
 */
const FIRST_PICTURE = ['-bsf:v', `setts=pts='${firstOr('if(eq(PTS,NOPTS),if(N,DTS,0),PTS)')}':dts='${firstOr('DTS')}'`];

/**
 * The first picture's time is counted from itself, that of all others from the first packet of any track (by the sender report that
 * comes behind it): where sound came a second before, the first picture would last a second. So it is one picture before the second,
 * unless pictures come in another order than they are shown.
 */
function firstOr(otherwise: string): string {
  return `if(not(N)*gt(DURATION,0)*not(eq(NEXT_PTS,NOPTS))*eq(NEXT_PTS,NEXT_DTS),max(0,NEXT_PTS-DURATION),${otherwise})`;
}

/** No other track is set up, so that nothing in it can disturb. */
const PICTURES_ALONE = ['-allowed_media_types', 'video'];

/**
 * A second output that writes no picture, but a line for each: its time, and whether it is a keyframe, also of those before the first
 * one. ffmpeg's own progress report and segment list tell the times of whichever track is ahead. It may fail without the recording:
 * `tee` goes on with what is left.
 */
const PICTURES = [
  ...['-map', '0:v:0', '-c', 'copy', '-copyinkf', ...FIRST_PICTURE],
  ...['-f', 'tee', '[f=framecrc:flush_packets=1:onfail=ignore]pipe\\:1|[f=null:onfail=ignore]-'],
];

/** ffmpeg that copies one stream into clock-aligned MKV segments, tells each picture and closed segment on standard output. */
export function recordingCommand(options: RecordingCommand): Command {
  const { ffmpeg, source, pattern, segmentMs, offsetMs, timeZone, expects = 'pictures', sound = 'copied' } = options;
  const patience = ['-timeout', String(SOCKET_TIMEOUT_US), '-fpsprobesize', '0', '-copyts']; // a copy needs no frame rate, and starts a second earlier
  const tracks = sound === 'not asked for' ? PICTURES_ALONE : [];
  const transport = ['-rtsp_transport', 'tcp', ...patience, ...TELLING[expects]];
  const input = [...transport, '-protocol_whitelist', 'rtp,tcp,rtsp', ...tracks, '-i', source];
  const copy = ['-map', '0:v:0', ...(sound === 'copied' ? ['-map', '0:a:0?', ...SOUND_TIMES] : []), '-c', 'copy', ...FIRST_PICTURE];
  const cut = [
    '-segment_time',
    seconds(segmentMs),
    '-segment_atclocktime',
    '1',
    '-segment_clocktime_offset',
    seconds(offsetMs),
    '-reset_timestamps',
    '1',
  ];
  const format = ['-f', 'segment', '-segment_format', 'matroska', ...WRITE_AT_ONCE];
  const list = ['-segment_list', 'pipe:1', '-segment_list_type', 'csv'];
  const talk = ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'info', '-copytb', '1'];
  return {
    program: ffmpeg,
    args: [...talk, ...input, ...copy, ...format, ...cut, ...list, '-strftime', '1', '-y', pattern, ...PICTURES],
    env: { TZ: timeZone },
    closesFile: true,
  };
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

/**
 * How far a channel is moved against the clock: within 5 % of a segment and 5 s at most, so that files still begin at round times
 * for people. It goes by the channel's number alone: another camera that comes or goes moves none.
 */
export function closingOffsetMs(channel: number, segmentMs: number): number {
  const window = Math.min(segmentMs * 0.05, 5000);
  return Math.floor(((channel * GOLDEN) % 1) * window);
}
