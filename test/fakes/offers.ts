import { randomBytes } from 'node:crypto';

export interface OfferOptions {
  readonly direction?: 'recvonly' | 'sendonly' | 'sendrecv';
  /** Sections beside the video. */
  readonly more?: readonly string[];
}

/** An offer as Chromium makes it for our player, shortened to two codecs; whoever sends it never connects. */
export function realOffer({ direction = 'recvonly', more = ['audio'] }: OfferOptions = {}): string {
  const sections = ['video', ...more];
  const lines = [
    'v=0',
    'o=- 2022190457025907761 2 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    `a=group:BUNDLE ${sections.map((_, mid) => mid).join(' ')}`,
    'a=extmap-allow-mixed',
    'a=msid-semantic: WMS',
  ];
  const secrets = { ufrag: text(3), password: text(18), fingerprint: fingerprint() };
  for (const [mid, kind] of sections.entries()) lines.push(...section(kind, mid, direction, secrets));
  return `${lines.join('\r\n')}\r\n`;
}

/** What looks like an offer and lacks what a connection needs: go2rtc takes it, refuses it and keeps it for ever (seen). */
export function madeUpOffer(): string {
  return ['v=0', 'o=- 1 1 IN IP4 0.0.0.0', 's=-', 't=0 0', 'm=video 9 UDP/TLS/RTP/SAVPF 96', 'c=IN IP4 0.0.0.0', 'a=recvonly', 'a=mid:0']
    .concat(['a=rtpmap:96 H264/90000', ''])
    .join('\r\n');
}

interface Secrets {
  readonly ufrag: string;
  readonly password: string;
  readonly fingerprint: string;
}

function section(kind: string, mid: number, direction: string, { ufrag, password, fingerprint: print }: Secrets): string[] {
  const transport = [
    'c=IN IP4 0.0.0.0',
    `a=ice-ufrag:${ufrag}`,
    `a=ice-pwd:${password}`,
    'a=ice-options:trickle',
    `a=fingerprint:sha-256 ${print}`,
    'a=setup:actpass',
    `a=mid:${mid}`,
  ];
  if (kind === 'application') return ['m=application 9 UDP/DTLS/SCTP webrtc-datachannel', ...transport, 'a=sctp-port:5000'];
  const isVideo = kind === 'video';
  const codecs = isVideo
    ? [
        'a=rtpmap:102 H264/90000',
        'a=rtcp-fb:102 nack pli',
        'a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f',
      ]
    : ['a=rtpmap:111 opus/48000/2', 'a=fmtp:111 minptime=10;useinbandfec=1', 'a=rtpmap:8 PCMA/8000'];
  const first = `m=${kind} 9 UDP/TLS/RTP/SAVPF ${isVideo ? '102' : '111 8'}`;
  return [first, ...transport, 'a=extmap:9 urn:ietf:params:rtp-hdrext:sdes:mid', `a=${direction}`, 'a=rtcp-mux', ...codecs];
}

function text(bytes: number): string {
  return randomBytes(bytes).toString('base64').replaceAll('=', '');
}

function fingerprint(): string {
  return [...randomBytes(32)].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(':');
}
