/** Ten pictures a second, a keyframe every 2 s. */
export const GENTLE = { seconds: 20, fps: 10, gop: 20 } as const;

interface VideoWish {
  readonly fps?: number;
  /** Frames. */
  readonly gop?: number;
  readonly bFrames?: number;
  /** Parameter sets in band: -1 before each keyframe, 0 never. */
  readonly interval?: -1 | 0;
}

/** Small, because many are encoded at the same time. */
function source(fps: number, size = 'width=320,height=180'): string {
  return `videotestsrc is-live=true pattern=ball ! video/x-raw,format=I420,${size},framerate=${fps}/1 !`;
}

/** Pipelines of the video of a GStreamer camera. */
export const gstVideo = {
  h264: ({ fps = 10, gop = 20, bFrames = 0, interval = -1 }: VideoWish = {}): string => {
    const order = bFrames > 0 ? `bframes=${bFrames} b-adapt=false` : 'tune=zerolatency';
    const encoder = `x264enc ${order} threads=1 speed-preset=ultrafast bitrate=150 key-int-max=${gop}`;
    const profile = bFrames > 0 ? ' ! video/x-h264,profile=main' : ''; // otherwise it chooses one without B-frames
    return `${source(fps)} ${encoder}${profile} ! rtph264pay name=pay0 pt=96 config-interval=${interval}`;
  },
  h265: ({ fps = 10, gop = 20, interval = -1 }: VideoWish = {}): string => {
    const encoder = `x265enc tune=zerolatency speed-preset=ultrafast bitrate=150 key-int-max=${gop} option-string=pools=none:frame-threads=1`;
    return `${source(fps)} ${encoder} ! h265parse ! rtph265pay name=pay0 pt=96 config-interval=${interval}`;
  },
  mjpeg: (): string => `${source(10, 'width=320,height=240')} jpegenc quality=60 ! rtpjpegpay name=pay0 pt=26`,
  mpeg4: (): string => `${source(10)} avenc_mpeg4 bitrate=200000 gop-size=20 ! rtpmp4vpay name=pay0 pt=96 config-interval=2`,
} as const;

function sound(rate: number, rest: string): string {
  return `audiotestsrc is-live=true wave=sine ! audioconvert ! audio/x-raw,rate=${rate},channels=1 ! ${rest}`;
}

/** Pipelines of its sound. */
export const SOUNDS = {
  aacHbr: sound(16_000, 'avenc_aac ! aacparse ! rtpmp4gpay name=pay1 pt=97'),
  aacLatm: sound(16_000, 'avenc_aac ! aacparse ! rtpmp4apay name=pay1 pt=97'),
  pcma: sound(8_000, 'alawenc ! rtppcmapay name=pay1 pt=8'),
  pcmu: sound(8_000, 'mulawenc ! rtppcmupay name=pay1 pt=0'),
  g722: sound(16_000, 'avenc_g722 ! rtpg722pay name=pay1 pt=9'),
  g726: sound(8_000, 'avenc_g726 ! rtpg726pay name=pay1 pt=98'),
  l16: sound(16_000, 'audioconvert ! rtpL16pay name=pay1 pt=98'),
  opus: sound(48_000, 'opusenc ! rtpopuspay name=pay1 pt=98'),
} as const;
