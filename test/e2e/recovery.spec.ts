import { readdirSync, readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { Cameras } from '../fakes/cameras.ts';
import { freePorts } from '../fakes/free-port.ts';
import { Nvr } from '../fakes/nvr.ts';
import { expectMoving } from './pictures.ts';
import { expect, signIn, test } from './product.ts';

/** How long a picture may take to be back after its cause is over. */
const BACK_WITHIN_MS = 5000;
/** A machine on which everything else of the tests runs at the same time. */
const SLOWNESS = process.env.CI ? 3 : 1.5;

test.use({ storageState: { cookies: [], origins: [] } });

test('the picture is back by itself within five seconds after the hub, the camera and the server were gone', async ({ page }) => {
  await using cameras = await Cameras.start({ cameras: '1:h264-aac', more: ['--gop', '1'] });
  const [web, api, rtsp, webrtc] = await freePorts(4);
  const ports = { WEB_PORT: `${web}`, GO2RTC_API_PORT: `${api}`, GO2RTC_RTSP_PORT: `${rtsp}`, GO2RTC_WEBRTC_PORT: `${webrtc}` };
  const env = { ...ports, NUM_CHANNELS: '1', CAMERA_1_URL: cameras.url(1) };
  let nvr = await Nvr.start({ env });
  const { folder } = nvr;
  try {
    await page.goto(`${nvr.url}/login`);
    await signIn(page);
    await isPlaying(page);

    const hub = hubOf(nvr.pid);
    process.kill(hub, 'SIGKILL');
    await expect(tile(page)).not.toHaveAttribute('data-phase', 'live', { timeout: 10_000 });
    await expect.poll(() => hubs(nvr.pid).some((pid) => pid !== hub), { intervals: [50], timeout: 20_000 }).toBe(true);
    await isBack(page, 'the hub');

    await cameras.fault(1, 'refuse');
    await cameras.fault(1, 'drop');
    await expect(tile(page)).toHaveAttribute('data-phase', 'offline', { timeout: 20_000 });
    await cameras.heal(1);
    await isBack(page, 'the camera');

    await nvr.end('SIGKILL');
    await expect(page.getByText('Connection to the server lost.')).toBeVisible();
    nvr = await Nvr.start({ env, folder });
    await isBack(page, 'the server');
  } finally {
    await nvr[Symbol.asyncDispose]();
  }
});

const tile = (page: Page) => page.locator('[data-phase]');

async function isPlaying(page: Page): Promise<void> {
  await expect(tile(page)).toHaveAttribute('data-phase', 'live', { timeout: 30_000 });
  await expectMoving(page.locator('video'));
}

/** From now, when the cause is over, to a picture. */
async function isBack(page: Page, what: string): Promise<void> {
  const begun = performance.now();
  await expect(tile(page)).toHaveAttribute('data-phase', 'live', { timeout: BACK_WITHIN_MS * SLOWNESS });
  test.info().annotations.push({ type: 'measured', description: `${what}: ${Math.round(performance.now() - begun)} ms` });
  console.log(`the picture is back ${Math.round(performance.now() - begun)} ms after ${what}`);
  await expectMoving(page.locator('video'));
}

function hubOf(parent: number): number {
  const [pid] = hubs(parent);
  if (!pid) throw new Error('the product has no hub');
  return pid;
}

/** The hubs among the children of a process. */
function hubs(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => statOf(pid)?.parent === parent && statOf(pid)?.name.startsWith('go2rtc'));
}

/** A process that has just ended has none. */
function statOf(pid: number): { name: string; parent: number } | null {
  try {
    const [, name = '', , parent] = /^\d+ \((.*)\) (\S) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return { name, parent: Number(parent) };
  } catch {
    return null;
  }
}
