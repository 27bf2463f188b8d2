import type { Command } from '../lib/process/child.ts';

/** What becomes of a camera's video and audio on the way to the ingest. */
export interface Treatment {
  readonly video: 'copied' | 'transcoded';
  readonly audio: 'copied' | 'transcoded' | 'silent';
}

export interface SourceCommand {
  readonly ffmpeg: string;
  /** The relay's URL on loopback, without credentials. */
  readonly source: string;
  readonly treatment: Treatment;
  /** Of transcoded video. */
  readonly bitrateKbps: number;
}

const SOCKET_TIMEOUT_US = 10_000_000;
const GOP_SECONDS = 2;
/** A track that stops must not hold back the other for ffmpeg's 10 s. */
const INTERLEAVE_US = 500_000;
/** As in the recorder: gives the first picture its time, and keeps the order of B-frames. */
const FIRST_PICTURE = "setts=pts='if(eq(PTS,NOPTS),if(N,DTS,0),PTS)':dts=DTS";

/** What to do with these codecs (RFC 6381, as the hub tells them); FLV knows H.264 and AAC only. */
export function treatmentOf(codecs: string): Treatment {
  const isH264 = /\bavc[13]\./.test(codecs);
  const isAac = /\bmp4a\.40\.2\b/.test(codecs);
  const hasAudio = /\b(?:mp4a|flac|opus|pcm|mp3)/i.test(codecs);
  return { video: isH264 ? 'copied' : 'transcoded', audio: isAac ? 'copied' : hasAudio ? 'transcoded' : 'silent' };
}

/** ffmpeg that reads the relay and writes FLV to standard output, its progress to standard error. It never hears of a key. */
export function sourceCommand({ ffmpeg, source, treatment, bitrateKbps }: SourceCommand): Command {
  const talk = ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'warning', '-progress', 'pipe:2', '-stats_period', '1'];
  const patience = ['-timeout', String(SOCKET_TIMEOUT_US), '-fpsprobesize', '0'];
  const isCopied = treatment.video === 'copied';
  const input = [
    '-rtsp_transport',
    'tcp',
    ...patience,
    ...(isCopied ? ['-copyts'] : []),
    '-protocol_whitelist',
    'rtp,tcp,rtsp',
    '-i',
    source,
  ];
  const video = ['-map', '0:v:0', ...(isCopied ? ['-c:v', 'copy', '-bsf:v', FIRST_PICTURE] : encoder(bitrateKbps))];
  const output = ['-max_interleave_delta', String(INTERLEAVE_US), '-flush_packets', '1', '-flvflags', 'no_duration_filesize'];
  return { program: ffmpeg, args: [...talk, ...input, ...video, ...audio(treatment), ...output, '-f', 'flv', 'pipe:1'] };
}

function encoder(bitrateKbps: number): string[] {
  const rate = ['-b:v', `${bitrateKbps}k`, '-maxrate', `${bitrateKbps}k`, '-bufsize', `${bitrateKbps * 2}k`];
  const gop = ['-force_key_frames', `expr:gte(t,n_forced*${GOP_SECONDS})`, '-sc_threshold', '0', '-bf', '0'];
  return ['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', ...rate, ...gop];
}

/** Silence is added by us, so that it does not depend on the camera. */
function audio({ audio: treatment }: Treatment): string[] {
  if (treatment === 'silent') return ['-an'];
  const codec = treatment === 'copied' ? ['-c:a', 'copy'] : ['-c:a', 'aac', '-b:a', '128k', '-ar', '44100', '-ac', '2'];
  return ['-map', '0:a:0?', ...codec];
}
