import type { CameraHealth } from '#shared/health.ts';

/** A camera of which everything is known. */
export const CAMERA_HEALTH: CameraHealth = {
  ...{ channel: 1, name: 'Front door', isRecorded: true, phase: 'recording', reason: null, detail: null, since: null, online: true },
  ...{ codec: 'h264', width: 1920, height: 1080, audio: 'aac', frameRateWanted: 20, frameRate: 20, bitrateBps: 4_000_000 },
  ...{ gopMs: 2_000, longestGopMs: 2_000, lastFrameAgeMs: 50, reconnects24h: 0 },
  gapsToday: { count: 1, totalMs: 1_000, longest: [] },
  coverage: [{ date: '2026-11-22', percent: 99.9 }],
};
