import { expect, type Locator, type Page } from '@playwright/test';

/** A small machine decodes in software, and may have much else to do. */
const PATIENCE_MS = 40_000;

/** The part of the product that shows a camera's recording. */
export function tile(page: Page, camera: string): Locator {
  return page.getByRole('region', { name: `Recording of ${camera}` });
}

/** The video on view in a tile: others may wait behind it. */
export function shownVideo(page: Page, camera: string): Locator {
  return tile(page, camera).locator('video').last();
}

/** When the picture in a video was taken, epoch ms; NaN while it has none. */
export function wallTime(video: Locator): Promise<number> {
  return video.evaluate((element: HTMLVideoElement) => Number(element.dataset.zero ?? Number.NaN) + element.currentTime * 1000);
}

/** Waits until a camera shows a moment, within so many ms. */
export async function expectMoment(page: Page, camera: string, time: number, withinMs = 200): Promise<void> {
  await expect(tile(page, camera)).toHaveAttribute('data-phase', 'shown', { timeout: PATIENCE_MS });
  const off = async (): Promise<number> => Math.abs((await wallTime(shownVideo(page, camera))) - time);
  await expect.poll(off, { timeout: PATIENCE_MS }).toBeLessThan(withinMs);
}

/** What videos showed for a while. */
export interface Watched {
  /** Between the first and the last of the videos, ms of wall time, many times. */
  readonly spreads: readonly number[];
  /** Between two frames of the first camera that were told, ms. */
  readonly frameGaps: readonly number[];
  /** Wall times of these frames. */
  readonly walls: readonly number[];
  /** How many frames the browser has shown since the one before: more than one when it told of the others too late. */
  readonly presented: readonly number[];
}

/** Watches the videos on view for a while. */
export async function watch(page: Page, cameras: readonly string[], forMs: number): Promise<Watched> {
  return await page.evaluate(watchInPage, { cameras, forMs });
}

function watchInPage({ cameras, forMs }: { cameras: readonly string[]; forMs: number }): Promise<Watched> {
  const frontOf = (camera: string): HTMLVideoElement | undefined =>
    [...document.querySelectorAll<HTMLVideoElement>(`section[aria-label="Recording of ${camera}"] video`)].at(-1);
  const wallOf = (video: HTMLVideoElement | undefined, media = video?.currentTime ?? 0): number =>
    Number(video?.dataset.zero) + media * 1000;
  const spreads: number[] = [];
  const frames: { at: number; wall: number; presented: number }[] = [];
  const followed = new WeakSet<HTMLVideoElement>();
  const follow = (video: HTMLVideoElement, before: number): void => {
    video.requestVideoFrameCallback((at, { mediaTime, presentedFrames }) => {
      if (video === frontOf(cameras[0] ?? '')) frames.push({ at, wall: wallOf(video, mediaTime), presented: presentedFrames - before });
      follow(video, presentedFrames);
    });
  };
  const look = (): void => {
    const front = frontOf(cameras[0] ?? '');
    if (front && !followed.has(front)) follow(front, front.getVideoPlaybackQuality().totalVideoFrames);
    if (front) followed.add(front);
    const times = cameras.map((camera) => wallOf(frontOf(camera)));
    spreads.push(Math.max(...times) - Math.min(...times));
  };
  look();
  return new Promise((done) => {
    const timer = setInterval(look, 100);
    setTimeout(() => {
      clearInterval(timer);
      const told = frames.slice(1);
      const frameGaps = told.map(({ at }, index) => at - (frames[index]?.at ?? at));
      done({ spreads, frameGaps, walls: told.map(({ wall }) => wall), presented: told.map(({ presented }) => presented) });
    }, forMs);
  });
}

/** The value below which such a share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
