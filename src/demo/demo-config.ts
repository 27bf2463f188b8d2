import { stringify } from 'yaml';

/** A synthetic camera: what it shows and whether it has sound. */
interface DemoCamera {
  readonly name: string;
  /** ffmpeg's lavfi source of the picture. */
  readonly picture: string;
  /** Frequency of its tone in Hz. */
  readonly toneHz?: number;
}

const FRAME_RATE = 12;

const CAMERAS: readonly DemoCamera[] = [
  {
    name: 'Demo garden',
    picture: `gradients=size=960x540:rate=${FRAME_RATE}:c0=0x1b4332:c1=0x74c69d:c2=0x40916c:n=3:speed=0.03`,
    toneHz: 220,
  },
  { name: 'Demo door', picture: `testsrc2=size=960x540:rate=${FRAME_RATE}` },
];

/** How many demo cameras there are. */
export const DEMO_CAMERAS = CAMERAS.length;

/** The name of demo camera `number` (1, 2) in URLs. */
export function demoStreamName(number: number): string {
  return `demo${number}`;
}

/** `go2rtc.yaml` of the demo cameras: RTSP on loopback and nothing else; each ffmpeg runs only while somebody watches. */
export function demoConfig(ffmpeg: string, rtspPort: number): string {
  return stringify({
    app: { modules: ['rtsp', 'exec'] },
    rtsp: { listen: `127.0.0.1:${rtspPort}` },
    log: { format: 'json', level: 'warn' },
    streams: Object.fromEntries(CAMERAS.map((camera, index) => [demoStreamName(index + 1), `exec:${commandOf(ffmpeg, camera)}`])),
  });
}

function commandOf(ffmpeg: string, { name, picture, toneHz }: DemoCamera): string {
  const sound = toneHz ? ['-f', 'lavfi', '-i', `sine=frequency=${toneHz}:beep_factor=4:sample_rate=8000`, '-c:a', 'pcm_alaw'] : [];
  const box = 'fontcolor=white:box=1:boxcolor=black@0.6:boxborderw=10';
  const ball = `drawbox=x='(iw-80)*abs(mod(t/6\\,2)-1)':y='ih*0.6':w=80:h=80:color=white@0.8:t=fill`;
  const clock = `drawtext=text='${name}  %{localtime}':x=24:y=24:fontsize=34:${box}`;
  const video = ['-vf', `"${ball},${clock}"`, '-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-pix_fmt', 'yuv420p'];
  const inputs = ['-re', '-f', 'lavfi', '-i', picture, ...sound.slice(0, 4)];
  return [
    ffmpeg,
    '-hide_banner',
    '-loglevel',
    'error',
    ...inputs,
    ...video,
    '-g',
    String(FRAME_RATE),
    ...sound.slice(4),
    '-f',
    'rtsp',
    '{output}',
  ].join(' ');
}
