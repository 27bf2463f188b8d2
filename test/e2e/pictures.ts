import { expect, type Locator } from '@playwright/test';

/** Proves that a video really moves: its decoder gives frames, and their pixels differ. */
export async function expectMoving(video: Locator): Promise<void> {
  const first = await look(video);
  await expect(async () => {
    const next = await look(video);
    expect(next.frames).toBeGreaterThan(first.frames);
    expect(next.picture).not.toBe(first.picture);
  }).toPass({ timeout: 10_000 });
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
