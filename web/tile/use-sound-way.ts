import { useEffect } from 'react';
import type { LiveSession } from '../player/live/live-session.ts';

const WEBRTC_SOUND = /opus|pcm|g\.?7|alaw|mulaw/i;

/** While sound is wanted, plays the way that carries it: a codec that WebRTC does not know (AAC) comes by MSE. */
export function useSoundWay(session: LiveSession | null, isOn: boolean, audioCodec: string | null): void {
  const needsMse = isOn && audioCodec !== null && !WEBRTC_SOUND.test(audioCodec);
  useEffect(() => session?.prefer(needsMse ? 'mse' : null), [session, needsMse]);
}
