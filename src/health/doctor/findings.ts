import type { Finding, Verdict } from '#shared/health.ts';
import { soundName } from '../../recorder/recorder.ts';
import type { Drift } from '../clock-drift.ts';
import { say } from './finding.ts';
import type { Gop } from './gop.ts';
import type { StreamLook } from './stream-look.ts';

const GOOD_GOP_MS = 2_500;
const LONG_GOP_MS = 5_000;
const SHORT_GOP_MS = 700;
/** Ordinary encoders keep their distance; smart ones stretch it while nothing moves. */
const SMART_FACTOR = 1.6;
const SMART_LONGEST_MS = 4_000;
const RATE_SHORTFALL = 0.85;
/** Frames a second. */
const FEW = 1.5;

/** As exact as it can be measured: 3.6 seconds an hour. */
const STEADY = 0.001;
const UNSTEADY = 0.01;

const RANKS: readonly Verdict[] = ['good', 'note', 'warning', 'bad'];

/** The worst of several. */
export function worstOf(findings: readonly Finding[]): Verdict {
  return findings.reduce<Verdict>((worst, { verdict }) => (RANKS.indexOf(verdict) > RANKS.indexOf(worst) ? verdict : worst), 'good');
}

/** What recordings tell of a camera; null where there are not enough. */
export interface RecordedFacts {
  readonly gop: Gop | null;
  readonly drift: Drift | null;
  /** Frames a second. */
  readonly rate: number | null;
  /** It is read by UDP. */
  readonly isByUdp: boolean;
  /** Which sound the recorder leaves out; null where it leaves none out. */
  readonly soundLeftOut?: { readonly codec: string | null } | null;
}

/** What can be said of a stream that was looked at. */
export function findingsOfLook(
  look: StreamLook,
  { gop, drift, rate, isByUdp, soundLeftOut = null }: RecordedFacts,
  hasPicture: boolean,
): Finding[] {
  return [
    say('reachable', 'reachable', 'good', 'The camera answers.'),
    ...ofTransport(isByUdp),
    say('password', 'password_accepted', 'good', 'The user name and password are accepted, or none is needed.'),
    ofCodec(look),
    ofGop(look, gop),
    ofOrder(look),
    ...ofSmartCodec(gop),
    ofAudio(look, soundLeftOut),
    ofRate(look, rate),
    ofPicture(look, hasPicture),
    ofClock(drift),
  ];
}

function ofTransport(isByUdp: boolean): Finding[] {
  if (!isByUdp) return [];
  return [
    say('reachable', 'transport_udp', 'note', 'The camera is read by UDP, because it refuses TCP or its URL says so.', {
      advice:
        'UDP repairs nothing: where the network loses packets, pictures are missing or broken. Switch RTSP over TCP on in the camera if it can.',
    }),
  ];
}

function ofCodec({ videoCodec, profile, width, height }: StreamLook): Finding {
  const data = { codec: videoCodec, profile, width, height };
  if (videoCodec === 'h264') {
    return say('video_codec', 'codec_h264', 'good', `The video is H.264${sizeText(width, height)}: every browser plays it.`, { data });
  }
  if (videoCodec === 'hevc') {
    const text = `The video is H.265${sizeText(width, height)}: it is recorded as it is, but not every browser plays it.`;
    return say('video_codec', 'codec_h265', 'warning', text, {
      advice:
        'Set the camera to H.264, or its sub-stream (RTSP_SUB_URL_TEMPLATE), which is then used for live pictures. Safari, and Chrome or Edge with a suitable graphics card, play H.265.',
      data,
    });
  }
  const text = `The video is ${videoCodec ?? 'of an unknown kind'}: browsers do not play it.`;
  return say('video_codec', 'codec_other', 'bad', text, { advice: 'Set the camera to H.264.', data });
}

function ofGop({ gop, seconds, measuredRate }: StreamLook, recorded: Gop | null): Finding {
  const rate = Math.max(1, Math.round(measuredRate ?? 20));
  const advice = `Set the camera’s I-frame interval (GOP) to ${rate} to ${rate * 2} frames, which is one to two seconds.`;
  const known = gop ?? recorded;
  if (!known) {
    const text = `No second keyframe came within ${seconds.toFixed(0)} seconds: live pictures and jumps in a recording may take longer than that.`;
    return say('gop', 'gop_unseen', 'warning', text, { advice, data: { seconds: Math.round(seconds) } });
  }
  const every = (known.averageMs / 1000).toFixed(1);
  const data = { averageMs: known.averageMs, longestMs: Math.max(known.longestMs, recorded?.longestMs ?? 0) };
  if (known.averageMs > GOOD_GOP_MS) {
    const isVery = known.averageMs > LONG_GOP_MS;
    const text = `A keyframe comes every ${every} seconds: a live picture takes up to so long to appear, and a broken connection costs up to so much of the recording.`;
    return say('gop', isVery ? 'gop_very_long' : 'gop_long', isVery ? 'warning' : 'note', text, { advice, data });
  }
  if (known.averageMs < SHORT_GOP_MS) {
    return say(
      'gop',
      'gop_short',
      'note',
      `A keyframe comes every ${every} seconds: pictures appear at once, but recordings need more space.`,
      { advice, data },
    );
  }
  return say('gop', 'gop_good', 'good', `A keyframe comes every ${every} seconds.`, { data });
}

function ofOrder({ hasBFrames }: StreamLook): Finding {
  if (!hasBFrames) return say('frame_order', 'no_b_frames', 'good', 'Pictures come in the order they are shown (no B-frames).');
  return say(
    'frame_order',
    'b_frames',
    'warning',
    'The video has B-frames: live pictures come later and may stutter over WebRTC; recordings are complete.',
    {
      advice: 'Switch B-frames off in the camera, or choose the profile Baseline or Main.',
    },
  );
}

/** Only a recording is long enough to tell. */
function ofSmartCodec(recorded: Gop | null): Finding[] {
  if (!recorded) return [];
  const { averageMs, shortestMs, longestMs } = recorded;
  const data = { averageMs, shortestMs, longestMs };
  const isSmart = longestMs > SMART_LONGEST_MS && longestMs > averageMs * SMART_FACTOR;
  if (!isSmart) return [say('smart_codec', 'smart_codec_off', 'good', 'Keyframes come at an even distance (no smart codec).', { data })];
  const seconds = (ms: number): string => (ms / 1000).toFixed(1);
  const text = `The distance of keyframes changes between ${seconds(shortestMs)} and ${seconds(longestMs)} seconds: a smart codec (H.264+, H.265+, Smart Codec, Zipstream) seems to be on.`;
  return [
    say('smart_codec', 'smart_codec_on', 'warning', text, {
      advice: 'Switch it off: it saves little space and makes jumping in recordings and live pictures slow and sometimes broken.',
      data,
    }),
  ];
}

function ofAudio({ audioCodec }: StreamLook, leftOut: RecordedFacts['soundLeftOut']): Finding {
  if (leftOut) {
    const known = leftOut.codec ?? audioCodec ?? 'of an unknown kind';
    const codec = soundName(known);
    const text = `The sound is ${codec}, which cannot be recorded: it is left out, so that the pictures are recorded.`;
    return say('audio', 'audio_left_out', 'warning', text, { advice: 'Set the camera’s sound to AAC or G.711.', data: { codec } });
  }
  const data = { codec: audioCodec };
  if (audioCodec === null)
    return say('audio', 'audio_none', 'note', 'The camera sends no sound.', {
      advice: 'If it has a microphone, switch sound on in its settings.',
      data,
    });
  if (audioCodec === 'aac') {
    return say(
      'audio',
      'audio_aac',
      'good',
      'The sound is AAC: it is recorded as it is. Live pictures over WebRTC are silent with it, those over MSE are not.',
      { data },
    );
  }
  if (audioCodec === 'pcm_alaw' || audioCodec === 'pcm_mulaw') {
    return say('audio', 'audio_g711', 'good', 'The sound is G.711: live pictures over WebRTC have it; for recordings it is made AAC.', {
      data,
    });
  }
  return say('audio', 'audio_other', 'note', `The sound is ${audioCodec}: browsers may not play it live.`, {
    advice: 'Set the camera’s sound to AAC or G.711.',
    data,
  });
}

/** A look of some seconds sees too few pictures of a camera that sends one now and then: then the recorder's count tells more. */
function ofRate({ declaredRate, measuredRate: lookedAt }: StreamLook, counted: number | null): Finding {
  const measuredRate = counted !== null && counted < FEW ? counted : lookedAt;
  const data = { declared: declaredRate, measured: measuredRate };
  if (measuredRate === null) {
    return say('frame_rate', 'rate_unknown', 'warning', 'Too few pictures came to count them.', {
      advice: 'Look at the camera’s own page whether its picture moves.',
      data,
    });
  }
  if (declaredRate === null) return say('frame_rate', 'rate_undeclared', 'good', `${measuredRate} pictures a second arrive.`, { data });
  if (measuredRate < declaredRate * RATE_SHORTFALL) {
    const text = `The camera promises ${round(declaredRate)} pictures a second, but ${measuredRate} arrive.`;
    return say('frame_rate', 'rate_low', 'warning', text, {
      advice:
        'In the dark many cameras slow down (slow shutter: switch it off). Otherwise the network loses pictures: check cable and switch, or lower bitrate or resolution.',
      data,
    });
  }
  return say('frame_rate', 'rate_good', 'good', `${measuredRate} pictures a second arrive, as the camera promises.`, { data });
}

function ofPicture({ width, height }: StreamLook, hasPicture: boolean): Finding {
  if (hasPicture) return say('picture', 'picture_good', 'good', `A picture could be made${sizeText(width, height)}.`);
  return say('picture', 'picture_none', 'bad', 'No picture could be made of the stream.', {
    advice: 'Restart the camera; if that does not help, look whether its own page shows a picture.',
  });
}

/** From the times it gives its pictures; the time of day that it has is not in them. */
function ofClock(drift: Drift | null): Finding {
  if (!drift) {
    return say('clock', 'clock_unmeasured', 'note', 'Whether the camera’s clock keeps pace is not known yet.', {
      advice: 'Check again when it has been recorded for some twenty minutes without a break.',
    });
  }
  const { share, overMs } = drift;
  const percent = Math.round(Math.abs(share) * 1_000) / 10;
  const secondsAnHour = Math.round(Math.abs(share) * 3_600);
  const data = { percent, secondsAnHour, isFast: share > 0, overMs: Math.round(overMs) };
  if (Math.abs(share) < STEADY) {
    const text =
      'The camera’s clock keeps pace with this server’s. Which time of day it writes into its pictures cannot be seen from here: let it set itself by a time server (NTP).';
    return say('clock', 'clock_steady', 'good', text, { data });
  }
  const isFast = share > 0;
  const text = `The camera’s clock runs ${percent} % ${isFast ? 'fast' : 'slow'}, ${secondsAnHour} seconds an hour.`;
  return say('clock', isFast ? 'clock_fast' : 'clock_slow', Math.abs(share) < UNSTEADY ? 'note' : 'warning', text, {
    advice:
      'Recordings are placed by this server’s clock all the same; only within a file times are off by a little. Let the camera set itself by a time server (NTP), give it a fixed frame rate, and update its firmware.',
    data,
  });
}

function sizeText(width: number | null, height: number | null): string {
  return width && height ? `, ${width}×${height}` : '';
}

function round(rate: number): number {
  return Math.round(rate * 10) / 10;
}
