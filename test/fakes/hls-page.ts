import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from '@playwright/test';
import type { Nvr } from './nvr.ts';

const HLS = createRequire(import.meta.url).resolve('hls.js/dist/hls.light.min.js');
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-sync'];

/** What hls.js did with a playlist. */
export interface Played {
  /** From the beginning to the first picture. */
  readonly firstMs: number;
  /** Media times of the pictures shown while it played, in seconds. */
  readonly times: readonly number[];
  /** Time of day that hls.js said at the end, epoch ms. */
  readonly playingDate: number;
  /** From asking for another moment to its picture. */
  readonly seekMs: number;
  readonly errors: readonly string[];
}

export interface HlsPage extends AsyncDisposable {
  /** Plays from one second of the playlist to another, then looks at a third. */
  play(place: string, o: { readonly fromS: number; readonly toS: number; readonly seekToS: number }): Promise<Played>;
}

/** Chromium, signed in, on a page of the product, with hls.js. */
export async function openBrowser(nvr: Nvr): Promise<HlsPage> {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGS });
  const context = await browser.newContext();
  await context.addCookies(
    nvr.cookies.split('; ').map((cookie) => ({
      name: cookie.split('=')[0] ?? '',
      value: cookie.slice(cookie.indexOf('=') + 1),
      url: nvr.url,
    })),
  );
  const page = await context.newPage();
  await page.addInitScript(readFileSync(HLS, 'utf8'));
  await page.goto(new URL('/api/docs', nvr.url).href);
  return {
    play: async (place, o) => {
      const script = `(${playInPage.toString()})(${JSON.stringify({ ...o, place })})`;
      return (await page.evaluate(script)) as Played; // what the function below returns
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

/** Runs in the page, which has a DOM that this side knows nothing of. */
async function playInPage({ place, fromS, toS, seekToS }: { place: string; fromS: number; toS: number; seekToS: number }): Promise<Played> {
  // biome-ignore lint/suspicious/noExplicitAny: the browser's own things
  const { Hls, document, performance } = globalThis as any;
  const video = document.createElement('video');
  video.muted = true;
  document.body.append(video);
  const hls = new Hls({ enableWorker: false, startPosition: fromS });
  const errors: string[] = [];
  hls.on(Hls.Events.ERROR, (_: unknown, data: { details: string; error?: Error }) => errors.push(`${data.details} ${data.error?.message}`));
  const times: number[] = [];
  const picture = (): Promise<number> =>
    new Promise((done) => video.requestVideoFrameCallback((_: number, { mediaTime }: { mediaTime: number }) => done(mediaTime)));
  const begun = performance.now();
  hls.loadSource(place);
  hls.attachMedia(video);
  await picture();
  const firstMs = performance.now() - begun;
  void video.play();
  const until = performance.now() + 20_000;
  for (let at = 0; at < toS && performance.now() < until; ) {
    at = await picture();
    times.push(at);
  }
  const playingDate = hls.playingDate.getTime();
  video.pause();
  const asked = performance.now();
  video.currentTime = seekToS;
  await picture();
  const seekMs = performance.now() - asked;
  hls.destroy();
  video.remove();
  return { firstMs, times, errors, playingDate, seekMs };
}
