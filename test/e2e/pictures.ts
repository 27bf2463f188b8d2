import { expect, type Locator } from '@playwright/test';

/** A small machine decodes in software, and may have much else to do. */
const PATIENCE_MS = 40_000;

/** Proves that a video really moves: its decoder gives frames, and their pixels differ. */
export async function expectMoving(video: Locator): Promise<void> {
  const first = await look(video);
  await expect(async () => {
    const next = await look(video);
    expect(next.frames).toBeGreaterThan(first.frames);
    expect(next.picture).not.toBe(first.picture);
  }).toPass({ timeout: PATIENCE_MS });
}

function look(video: Locator): Promise<{ frames: number; picture: string }> {
  return video.evaluate((element) => {
    if (!(element instanceof HTMLVideoElement)) throw new Error('not a video');
    const canvas = document.createElement('canvas');
    canvas.width = 64;
    canvas.height = 36;
    canvas.getContext('2d')?.drawImage(element, 0, 0, 64, 36);
    return { frames: element.getVideoPlaybackQuality().totalVideoFrames, picture: canvas.toDataURL() };
  });
}

/** So many different numbers frames have. */
export const FRAME_NUMBERS = 600;

/** The number that the camera simulator draws into a frame as a row of squares at the foot: frames since it began, modulo 600. */
export function frameNumber(video: Locator): Promise<number> {
  return video.evaluate((element) => {
    if (!(element instanceof HTMLVideoElement)) throw new Error('not a video');
    const side = element.videoWidth / 40;
    const canvas = document.createElement('canvas');
    canvas.width = element.videoWidth;
    canvas.height = Math.ceil(side);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context?.drawImage(element, 0, element.videoHeight - side, element.videoWidth, side, 0, 0, canvas.width, side);
    const isSet = (bit: number): boolean => (context?.getImageData(side * (bit + 0.5), side / 2, 1, 1).data[0] ?? 0) > 128;
    return Array.from({ length: 11 }, (_, bit) => (isSet(bit) ? 2 ** bit : 0)).reduce((sum, value) => sum + value, 0);
  });
}
