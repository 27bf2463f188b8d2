import { LiveFailure } from './live-failure.ts';
import { LiveSocket } from './live-socket.ts';
import type { Play } from './play.ts';

const STATS_EVERY_MS = 2000;

/** Plays by WebRTC: a few hundred milliseconds behind, but the media must find its own way to the hub. */
export const playWebrtc: Play = async ({ video, url, signal, onConnected, onDelay }) => {
  const peer = new RTCPeerConnection({ iceServers: [], bundlePolicy: 'max-bundle' });
  const life = new AbortController();
  const { promise: refused, reject: refuse } = Promise.withResolvers<never>();
  refused.catch(() => undefined); // awaited below, unless aborted before
  try {
    const socket = await LiveSocket.open(
      url,
      { onText: (type, value) => void answer(peer, type, value).catch(refuse), onBinary: () => undefined },
      AbortSignal.any([signal, life.signal]),
    );
    peer.onicecandidate = ({ candidate }) => socket.send('webrtc/candidate', candidate?.candidate ?? '');
    showTracks(peer, video);
    await offer(peer, socket);
    watchDelay(peer, AbortSignal.any([signal, life.signal]), onDelay);
    return await Promise.race([socket.ended, refused, lost(peer, onConnected), aborted(signal)]);
  } finally {
    life.abort();
    peer.close();
    video.srcObject = null;
  }
};

async function offer(peer: RTCPeerConnection, socket: LiveSocket): Promise<void> {
  peer.addTransceiver('video', { direction: 'recvonly' });
  peer.addTransceiver('audio', { direction: 'recvonly' });
  const description = await peer.createOffer();
  await peer.setLocalDescription(description);
  socket.send('webrtc/offer', description.sdp ?? '');
}

async function answer(peer: RTCPeerConnection, type: string, value: string): Promise<void> {
  if (peer.signalingState === 'closed') return;
  if (type === 'webrtc/answer') {
    await peer.setRemoteDescription({ type: 'answer', sdp: value });
    demandVideo(peer);
  }
  // A candidate this browser cannot use is no reason to give up the others.
  if (type === 'webrtc/candidate' && value) await peer.addIceCandidate({ candidate: value, sdpMid: '0' }).catch(() => undefined);
}

/** The hub answers without the video when it is in a codec that WebRTC does not carry, e.g. H.265 in many browsers. */
function demandVideo(peer: RTCPeerConnection): void {
  const video = peer.getTransceivers().find(({ receiver }) => receiver.track.kind === 'video');
  const isComing = video?.currentDirection === 'recvonly' || video?.currentDirection === 'sendrecv';
  if (!isComing) throw new LiveFailure('unsupported', 'only sound would come');
}

function showTracks(peer: RTCPeerConnection, video: HTMLVideoElement): void {
  const stream = new MediaStream();
  peer.ontrack = ({ track }) => {
    stream.addTrack(track);
    if (video.srcObject !== stream) video.srcObject = stream;
    video.play().catch(() => undefined); // without a gesture a browser may refuse; then no frame comes and the session says so
  };
}

function lost(peer: RTCPeerConnection, onConnected: () => void): Promise<never> {
  return new Promise((_, reject) => {
    peer.onconnectionstatechange = () => {
      if (peer.connectionState === 'connected') onConnected();
      if (peer.connectionState === 'failed') reject(new LiveFailure('no_connection', 'WebRTC found no way to the server'));
    };
  });
}

/** Rejects with the signal's reason when it aborts. */
export function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** The delay we can know: half a round trip and what waits in the jitter buffer. */
function watchDelay(peer: RTCPeerConnection, signal: AbortSignal, onDelay: (ms: number) => void): void {
  let before = { delay: 0, frames: 0 };
  const look = async (): Promise<void> => {
    const { delay, frames, roundTrip } = await figures(peer);
    const waiting = frames > before.frames ? (delay - before.delay) / (frames - before.frames) : 0;
    before = { delay, frames };
    if (frames > 0 && !signal.aborted) onDelay((waiting + roundTrip / 2) * 1000);
  };
  const timer = setInterval(() => void look().catch(() => undefined), STATS_EVERY_MS);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}

async function figures(peer: RTCPeerConnection): Promise<{ delay: number; frames: number; roundTrip: number }> {
  const found = { delay: 0, frames: 0, roundTrip: 0 };
  for (const report of (await peer.getStats()).values()) {
    if (report.type === 'inbound-rtp' && report.kind === 'video') {
      found.delay = Number(report.jitterBufferDelay ?? 0);
      found.frames = Number(report.jitterBufferEmittedCount ?? 0);
    }
    if (report.type === 'candidate-pair' && report.nominated) found.roundTrip = Number(report.currentRoundTripTime ?? 0);
  }
  return found;
}
