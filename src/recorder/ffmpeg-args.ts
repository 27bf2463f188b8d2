import type { Command } from '../lib/child.ts';

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
}

/**
 * Each packet is written at once, in a cluster of its own and without waiting for the other track: ffmpeg that is killed, or
 * interrupted while it waits for a silent source, loses one frame instead of a second (0.2 % more bytes).
 */
const WRITE_AT_ONCE = ['-max_interleave_delta', '1', '-segment_format_options', 'cluster_time_limit=0:flush_packets=1'];
/** ffmpeg gives up a connection on which nothing arrives; our own stall watch is earlier in most cases. */
const SOCKET_TIMEOUT_US = 10_000_000;

/**
 * Keeps every picture and its time with any camera, measured with ffmpeg 5.1: it knows no time of the very first picture and
 * aborts when there are B-frames ("Can't write packet with unknown timestamp"). That time is 0, from which RTP timestamps are
 * counted; `-copyts` keeps ffmpeg from moving the others against it. `PTS` must be said, or B-frames are shown in decoding order.
 */
const FIRST_PICTURE = ['-bsf:v', "setts=pts='if(eq(PTS,NOPTS),if(N,DTS,0),PTS)':dts=DTS"];

/** ffmpeg that copies one stream into clock-aligned MKV segments, tells progress and closed segments on standard output. */
export function recordingCommand(options: RecordingCommand): Command {
  const { ffmpeg, source, pattern, segmentMs, offsetMs, timeZone } = options;
  const patience = ['-timeout', String(SOCKET_TIMEOUT_US), '-fpsprobesize', '0', '-copyts']; // a copy needs no frame rate, and starts a second earlier
  const input = ['-rtsp_transport', 'tcp', ...patience, '-protocol_whitelist', 'rtp,tcp,rtsp', '-i', source];
  const copy = ['-map', '0:v:0', '-map', '0:a:0?', '-c', 'copy', ...FIRST_PICTURE];
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
  const talk = ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'info', '-progress', 'pipe:1', '-stats_period', '1'];
  return {
    program: ffmpeg,
    args: [...talk, ...input, ...copy, ...format, ...cut, ...list, '-strftime', '1', '-y', pattern],
    env: { TZ: timeZone },
    closesFile: true,
  };
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

/**
 * How far channel `index` of `count` is moved against the clock: within 5 % of a segment and 5 s at most, so that files
 * still begin at round times for people.
 */
export function closingOffsetMs(index: number, count: number, segmentMs: number): number {
  const window = Math.min(segmentMs * 0.05, 5000);
  return Math.floor((index * window) / Math.max(count, 1));
}
