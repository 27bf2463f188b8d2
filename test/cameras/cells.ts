import type { Cell, Recorded } from './cell.ts';
import { GENTLE, gstVideo, SOUNDS } from './pipelines.ts';

const NO_SOUND: readonly null[] = [null];
/** Where the container or the browser cannot have it as it is. */
const AAC = ['aac'];
const AAC_OR_NONE = ['aac', null];

/** Before the first keyframe it may be read anew: a program that sees one picture a second must be told to wait. */
const SLOW_PLAYS = 2;

const NOT_PLAYED = { finding: /mjpeg|MJPEG/, problem: /which are MJPEG/ };
/** Once with each way to have the sound, and once without it. */
const SOUND_PLAYS = 3;

const H264 = { fps: 10, expected: recorded('h264', NO_SOUND) };

/** What is recorded, unless said otherwise: within 5 s of the start and one keyframe's distance of 2 s. */
function recorded(codec: string, sound: readonly (string | null)[], more: Partial<Recorded> = {}): Recorded {
  return { outcome: 'recorded', codec, sound, withinSeconds: 7, ...more };
}

function gst(transport: 'udp' | 'tcp' | 'any' | 'tcp:basic' | 'tcp:digest', pipeline: string) {
  return { by: 'gstreamer', transport, pipeline } as const;
}

function odd(quirks: Readonly<Record<string, unknown>>, material: { seconds: number; fps: number; gop: number } = GENTLE) {
  return { by: 'odd', material: { size: '320x180', ...material }, quirks } as const;
}

function simulated(kind: string, ...more: readonly string[]) {
  return { by: 'simulator', kind, more: ['--size', '360p', ...more] } as const;
}

const VIDEO_CODECS: readonly Cell[] = [
  {
    id: 'h264',
    title: 'H.264 without sound',
    camera: gst('tcp', gstVideo.h264()),
    ...H264,
    told: '',
    advice: 'Nothing: plays everywhere.',
    isSelected: true,
  },
  {
    id: 'h265',
    title: 'H.265 with AAC',
    camera: gst('tcp', `${gstVideo.h265()} ${SOUNDS.aacHbr}`),
    fps: 10,
    expected: recorded('hevc', AAC, { finding: /H\.265/ }),
    told: 'Not every browser plays H.265.',
    advice: 'H.264, or a sub-stream in H.264; without it recordings are converted for those browsers while they watch.',
    isSelected: true,
  },
  {
    id: 'mjpeg',
    title: 'MJPEG',
    camera: gst('tcp', gstVideo.mjpeg()),
    fps: 10,
    expected: recorded('mjpeg', NO_SOUND, NOT_PLAYED),
    told: 'Browsers do not play it.',
    advice: 'H.264: MJPEG needs ten times the space.',
    isSelected: true,
  },
  {
    id: 'mpeg4',
    title: 'MPEG-4 part 2 with AAC',
    camera: gst('tcp', `${gstVideo.mpeg4()} ${SOUNDS.aacHbr}`),
    fps: 10,
    // the relay has its sound alone: go2rtc carries no MPEG-4 part 2 (measured)
    expected: { outcome: 'refused', reason: 'codec_unsupported', words: /MPEG-?4|MP4V/i },
    told: 'Its video is MPEG-4, which go2rtc does not carry.',
    advice: 'H.264, if the camera has it.',
    isSelected: true,
  },
];

const SOUND_CODECS: readonly Cell[] = [
  {
    id: 'aac-hbr',
    title: 'H.264 with AAC (MPEG-4 generic, AAC-hbr)',
    camera: gst('tcp', `${gstVideo.h264()} ${SOUNDS.aacHbr}`),
    fps: 10,
    expected: recorded('h264', AAC),
    told: '',
    advice: 'Nothing. Live pictures by WebRTC are silent with AAC.',
    isSelected: true,
  },
  {
    id: 'aac-latm',
    title: 'H.264 with AAC (LATM)',
    camera: gst('tcp', `${gstVideo.h264()} ${SOUNDS.aacLatm}`),
    fps: 10,
    expected: recorded('h264', AAC_OR_NONE),
    told: '',
    advice: 'AAC as “MPEG-4 generic”, where the camera lets one choose.',
  },
  {
    id: 'pcma',
    title: 'H.264 with G.711 A-law',
    camera: gst('tcp', `${gstVideo.h264()} ${SOUNDS.pcma}`),
    fps: 10,
    expected: recorded('h264', AAC),
    told: 'Sound is made AAC in finished files.',
    advice: 'Nothing.',
  },
  {
    id: 'pcmu',
    title: 'H.264 with G.711 µ-law',
    camera: gst('tcp', `${gstVideo.h264()} ${SOUNDS.pcmu}`),
    fps: 10,
    expected: recorded('h264', AAC),
    told: 'Sound is made AAC in finished files.',
    advice: 'Nothing.',
    isSelected: true,
  },
  {
    id: 'g722',
    title: 'H.264 with G.722',
    camera: gst('tcp', `${gstVideo.h264()} ${SOUNDS.g722}`),
    fps: 10,
    expected: recorded('h264', AAC_OR_NONE, { finding: /g722|G\.722/i }),
    told: 'The sound’s codec.',
    advice: 'AAC or G.711.',
  },
  {
    id: 'g726',
    title: 'H.264 with G.726',
    camera: gst('tcp', `${gstVideo.h264()} ${SOUNDS.g726}`),
    fps: 10,
    expected: recorded('h264', AAC_OR_NONE, { finding: /g726|G\.726/i, mostPlays: SOUND_PLAYS }),
    told: 'The sound’s codec.',
    advice: 'AAC or G.711.',
    isSelected: true,
  },
  {
    id: 'l16',
    title: 'H.264 with L16 (PCM)',
    camera: gst('tcp', `${gstVideo.h264()} ${SOUNDS.l16}`),
    fps: 10,
    expected: recorded('h264', AAC_OR_NONE, { finding: /pcm|L16/i }),
    told: 'The sound’s codec.',
    advice: 'AAC or G.711.',
  },
  {
    id: 'opus',
    title: 'H.264 with Opus',
    camera: gst('tcp', `${gstVideo.h264()} ${SOUNDS.opus}`),
    fps: 10,
    expected: recorded('h264', ['opus', 'aac'], { finding: /opus/i }),
    told: 'The sound’s codec.',
    advice: 'AAC or G.711, for the sake of older players.',
    isSelected: true,
  },
  {
    id: 'h265-pcma',
    title: 'H.265 with G.711 A-law',
    camera: gst('tcp', `${gstVideo.h265()} ${SOUNDS.pcma}`),
    fps: 10,
    expected: recorded('hevc', AAC, { finding: /H\.265/ }),
    told: 'Not every browser plays H.265.',
    advice: 'As with H.265.',
  },
  {
    id: 'mjpeg-pcmu',
    title: 'MJPEG with G.711 µ-law',
    camera: gst('tcp', `${gstVideo.mjpeg()} ${SOUNDS.pcmu}`),
    fps: 10,
    expected: recorded('mjpeg', ['aac', 'pcm_mulaw'], NOT_PLAYED),
    told: 'Browsers do not play it.',
    advice: 'H.264.',
  },
  {
    id: 'mjpeg-aac',
    title: 'MJPEG with AAC',
    camera: gst('tcp', `${gstVideo.mjpeg()} ${SOUNDS.aacHbr}`),
    fps: 10,
    expected: recorded('mjpeg', AAC, NOT_PLAYED),
    told: 'Browsers do not play it.',
    advice: 'H.264.',
    isSelected: true,
  },
  {
    id: 'late-sound',
    title: 'Sound that begins 6 s after the pictures',
    camera: odd({ audio: { after: 6 } }),
    fps: 10,
    expected: recorded('h264', AAC_OR_NONE),
    told: '',
    advice: 'Nothing.',
  },
  {
    id: 'fast-sound',
    title: 'Sound whose clock runs 2 % fast',
    camera: odd({ audio: { skew: 1.02 } }),
    fps: 10,
    expected: recorded('h264', AAC_OR_NONE),
    told: '',
    advice: 'Nothing: times come from the pictures.',
  },
  {
    id: 'jumping-sound',
    title: 'Sound whose clock jumps by an hour',
    camera: odd({ audio: { jumpAt: 15, jumpBy: 3600 } }),
    fps: 10,
    expected: recorded('h264', AAC_OR_NONE),
    told: '',
    advice: 'Newer firmware.',
  },
];

const TRANSPORTS_AND_LOGINS: readonly Cell[] = [
  {
    id: 'udp',
    title: 'UDP only, H.264 with AAC',
    camera: gst('udp', `${gstVideo.h264()} ${SOUNDS.aacHbr}`),
    fps: 10,
    expected: recorded('h264', AAC, { withinSeconds: 15, finding: /UDP/ }),
    told: 'It is read by UDP.',
    advice: 'RTP over RTSP (TCP), where the camera can: UDP loses pictures on a busy network.',
    isSelected: true,
  },
  {
    id: 'udp-h265',
    title: 'UDP only, H.265',
    camera: gst('udp', gstVideo.h265()),
    fps: 10,
    expected: recorded('hevc', NO_SOUND, { withinSeconds: 15, finding: /UDP/ }),
    told: 'It is read by UDP; not every browser plays H.265.',
    advice: 'TCP.',
  },
  {
    id: 'tcp-or-udp',
    title: 'TCP and UDP',
    camera: gst('any', gstVideo.h264()),
    ...H264,
    told: '',
    advice: 'Nothing: TCP is asked for.',
  },
  {
    id: 'digest',
    title: 'Login: digest (MD5)',
    camera: gst('tcp:digest', gstVideo.h264()),
    login: 'admin:secret',
    ...H264,
    told: '',
    advice: 'Nothing.',
  },
  {
    id: 'basic',
    title: 'Login: basic',
    camera: gst('tcp:basic', gstVideo.h264()),
    login: 'admin:secret',
    ...H264,
    told: '',
    advice: 'Digest: basic sends the password readable over the network.',
    isSelected: true,
  },
  {
    id: 'sha256',
    title: 'Login: digest, SHA-256 alone',
    camera: odd({ auth: 'SHA-256' }),
    login: 'admin:secret',
    fps: 10,
    // through a hub that cannot; where it can, `recorded`
    expected: { outcome: 'refused', words: /SHA-256|login method/ },
    told: 'The login method is not known to go2rtc.',
    advice: 'Digest “MD5” or “MD5 and SHA-256” in the camera’s security settings.',
    isSelected: true,
  },
  {
    id: 'wrong-password',
    title: 'A wrong password',
    camera: odd({ auth: 'MD5' }),
    login: 'admin:wrong',
    fps: 10,
    expected: { outcome: 'refused', reason: 'auth_failed', words: /refuses the user name or password/ },
    told: 'The password is refused; asked again slowly, because cameras lock accounts.',
    advice: 'The right password.',
    isSelected: true,
  },
  {
    id: 'unknown-path',
    title: 'A path that the camera does not know',
    camera: odd({ deny: { DESCRIBE: '404 Not Found' } }),
    fps: 10,
    expected: { outcome: 'refused', reason: 'not_found', words: /no stream at this path/ },
    told: 'The camera answers, but gives no stream at this path.',
    advice: 'The maker’s path, see the templates.',
  },
  {
    id: 'sound-only',
    title: 'Sound without a picture',
    camera: gst('tcp', 'audiotestsrc is-live=true ! audio/x-raw,rate=8000,channels=1 ! alawenc ! rtppcmapay name=pay0 pt=8'),
    fps: 10,
    expected: { outcome: 'refused', reason: 'no_video', words: /video|picture/ },
    told: 'There is no video in the stream.',
    advice: 'The address of the video stream.',
  },
];

const RHYTHMS: readonly Cell[] = [
  {
    id: 'gop-half-second',
    title: 'A keyframe every 0.5 s',
    camera: gst('tcp', gstVideo.h264({ gop: 5 })),
    ...H264,
    told: 'More space than needed.',
    advice: 'A keyframe every 1 to 2 s.',
  },
  ...['h264-aac', 'h264-pcma', 'h264-silent'].map(
    (kind): Cell => ({
      id: `gop-8-${kind.replace('h264-', '')}`,
      title: `A keyframe every 8 s (smart codec), ${kind === 'h264-silent' ? 'no sound' : `sound ${kind === 'h264-aac' ? 'AAC' : 'G.711'}`}`,
      camera: simulated(kind, '--fps', '10', '--gop', '8', '--join', 'anywhere'),
      fps: 10,
      expected: recorded('h264', kind === 'h264-silent' ? NO_SOUND : AAC, { withinSeconds: 13 }),
      told: 'How long a live picture takes to appear.',
      advice: 'A keyframe every 1 to 2 s; no H.264+, H.265+, Smart Codec, Zipstream.',
      ...(kind === 'h264-pcma' ? { isSelected: true } : {}),
    }),
  ),
  {
    id: 'gop-20',
    title: 'A keyframe every 20 s',
    camera: odd({ join: 'anywhere' }, { seconds: 40, fps: 10, gop: 200 }),
    fps: 10,
    expected: recorded('h264', NO_SOUND, { withinSeconds: 25, meanwhile: /keyframe/ }),
    told: 'Waiting for the camera’s next keyframe.',
    advice: 'A keyframe every 1 to 2 s.',
    isSelected: true,
  },
  {
    id: 'gop-8-h265',
    title: 'A keyframe every 8 s (smart codec), H.265, sound AAC',
    camera: simulated('hevc-aac', '--fps', '10', '--gop', '8', '--join', 'anywhere'),
    fps: 10,
    expected: recorded('hevc', AAC, { withinSeconds: 13 }),
    told: 'Not every browser plays H.265.',
    advice: 'As above.',
  },
  {
    id: 'gop-90',
    title: 'A keyframe every 90 s',
    camera: odd({ join: 'anywhere' }, { seconds: 180, fps: 10, gop: 900 }),
    fps: 10,
    expected: recorded('h264', NO_SOUND, { withinSeconds: 95, meanwhile: /keyframe/ }),
    told: 'Waiting for the camera’s next keyframe.',
    advice: 'A keyframe every 1 to 2 s: whatever interrupts costs up to 90 s of recording.',
    seconds: 130,
  },
  ...['h264-aac', 'h264-silent'].map(
    (kind): Cell => ({
      id: `2-fps-${kind.replace('h264-', '')}`,
      title: `2 pictures a second, ${kind === 'h264-silent' ? 'no sound' : 'sound AAC'}`,
      camera: simulated(kind, '--fps', '2', '--gop', '2', '--join', 'anywhere'),
      fps: 2,
      expected: recorded('h264', kind === 'h264-silent' ? NO_SOUND : AAC),
      told: '',
      advice: 'Nothing.',
    }),
  ),
  {
    id: '1-fps',
    title: '1 picture a second, a keyframe every 5 s',
    camera: odd({}, { seconds: 100, fps: 1, gop: 5 }),
    fps: 1,
    expected: recorded('h264', NO_SOUND, { withinSeconds: 11, mostPlays: SLOW_PLAYS }),
    told: '',
    advice: 'Nothing.',
  },
  {
    id: 'tenth-fps',
    title: 'A picture every 10 s (time-lapse)',
    camera: odd({ fps: 0.1 }, { seconds: 100, fps: 1, gop: 1 }),
    fps: 0.1,
    expected: recorded('h264', NO_SOUND, { withinSeconds: 21, mostPlays: SLOW_PLAYS }),
    told: '',
    advice: 'Nothing.',
    seconds: 130,
  },
  {
    id: '30-fps',
    title: '30 pictures a second',
    camera: gst('tcp', gstVideo.h264({ fps: 30, gop: 60 })),
    fps: 30,
    expected: recorded('h264', NO_SOUND),
    told: '',
    advice: 'Nothing.',
  },
  {
    id: '60-fps',
    title: '60 pictures a second',
    camera: gst('tcp', gstVideo.h264({ fps: 60, gop: 120 })),
    fps: 60,
    expected: recorded('h264', NO_SOUND),
    told: '',
    advice: 'Nothing.',
  },
  {
    id: 'b-frames',
    title: 'B-frames, sound AAC',
    camera: simulated('h264-bframes'),
    fps: 20,
    expected: recorded('h264', AAC, { finding: /B-frames/ }),
    told: 'Live pictures come later.',
    advice: 'Profile Baseline or Main without B-frames.',
    isSelected: true,
  },
  {
    id: 'stall',
    title: 'Nothing for 6 s, then all of it at once (Wi-Fi)',
    camera: odd({ stallEvery: 30, stallFor: 6 }), // not yet while the product starts
    fps: 10,
    expected: recorded('h264', NO_SOUND, { heldBackSeconds: 6 }),
    told: '',
    advice: 'A better place for camera or access point.',
  },
];

const METADATA = ['m=application 0 RTP/AVP 107', 'a=rtpmap:107 vnd.onvif.metadata/90000', 'a=control:trackID=9'];
const STRAY = ['empty', 'channel', 'request', 'bye'];

const HABITS: readonly Cell[] = (
  [
    ['sets-in-sdp', 'Parameter sets in the SDP alone', { stripSets: true }],
    ['sets-in-band', 'Parameter sets in band alone', { noSprop: true }],
    ['marker-each-nal', 'A marker bit on every NAL unit, SEI before the picture', { markEvery: true, keepSei: true }],
    ['twin-timestamps', 'Two pictures with one timestamp', { twinEvery: 10 }],
    ['session-timeout', 'A session time-out of 10 s', { timeout: 10 }],
    ['track-before', 'A track for metadata before the video', { sdpFirst: METADATA }],
    ['track-after', 'A track for metadata after the video', { sdpLast: METADATA }],
    ['sequence-jump', 'Sequence numbers that jump', { seqReset: 15 }],
    ['stray-packets', 'Empty packets, other channels, requests and goodbyes in between', { odd: STRAY }],
    ['begins-anew', 'Begins with a keyframe for each viewer', { join: 'idr' }],
  ] as const
).map(([id, title, quirks]): Cell => ({ id, title, camera: odd(quirks), ...H264, told: '', advice: 'Nothing.' }));

/** The same, several in one camera, so that few cameras show in `npm test` that all of them pass. */
const HABITS_TOGETHER: readonly Cell[] = (
  [
    [
      'odd-sdp',
      'Sets in the SDP alone, metadata first, a marker on every NAL unit',
      { stripSets: true, markEvery: true, keepSei: true, sdpFirst: METADATA },
    ],
    [
      'odd-packets',
      'Sets in band alone, metadata last, twin timestamps, a time-out of 10 s',
      { noSprop: true, sdpLast: METADATA, twinEvery: 10, timeout: 10 },
    ],
    ['odd-moments', 'Sequence numbers that jump, stray packets', { seqReset: 15, odd: STRAY }],
  ] as const
).map(([id, title, quirks]): Cell => ({ id, title, camera: odd(quirks), ...H264, told: '', advice: 'Nothing.', isSelected: true }));

const GSTREAMER_SETS: readonly Cell[] = [
  {
    id: 'h264-sets-in-sdp',
    title: 'H.264 (GStreamer), parameter sets in the SDP alone',
    camera: gst('tcp', gstVideo.h264({ interval: 0 })),
    ...H264,
    told: '',
    advice: 'Nothing.',
  },
  {
    id: 'h265-sets-in-sdp',
    title: 'H.265 (GStreamer), parameter sets in the SDP alone',
    camera: gst('tcp', gstVideo.h265({ interval: 0 })),
    fps: 10,
    expected: recorded('hevc', NO_SOUND),
    told: 'Not every browser plays H.265.',
    advice: 'As with H.265.',
  },
  {
    id: 'h264-b-frames',
    title: 'H.264 (GStreamer) with B-frames',
    camera: gst('tcp', gstVideo.h264({ bFrames: 2 })),
    fps: 10,
    expected: recorded('h264', NO_SOUND, { finding: /B-frames/ }),
    told: 'Live pictures come later.',
    advice: 'Profile Baseline or Main without B-frames.',
  },
];

const LIVE555: readonly Cell[] = [
  {
    id: 'live555-h264',
    title: 'H.264 by live555',
    camera: {
      by: 'live555',
      file: 'h264.264',
      material: ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '20', '-bf', '0', '-f', 'h264'],
    },
    ...H264,
    told: '',
    advice: 'Nothing.',
  },
  {
    id: 'live555-h265',
    title: 'H.265 by live555',
    camera: {
      by: 'live555',
      file: 'h265.265',
      material: ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'keyint=20:bframes=0', '-f', 'hevc'],
    },
    fps: 10,
    expected: recorded('hevc', NO_SOUND),
    told: 'Not every browser plays H.265.',
    advice: 'As with H.265.',
  },
];

/** The whole matrix: each kind of camera that we say something about. */
export const CELLS: readonly Cell[] = [
  ...VIDEO_CODECS,
  ...SOUND_CODECS,
  ...TRANSPORTS_AND_LOGINS,
  ...RHYTHMS,
  ...HABITS,
  ...HABITS_TOGETHER,
  ...GSTREAMER_SETS,
  ...LIVE555,
];
