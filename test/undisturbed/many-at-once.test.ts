import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ExportsAnswer } from '#shared/exports.ts';
import { CountedRecording } from '../fakes/counted-recording.ts';
import { addLargeRecording } from '../fakes/full-catalogue.ts';
import { live } from '../fakes/live.ts';

const LARGE_BYTES = 16 * 2 ** 20;
const NOTHING_MISSING = { 1: 0, 2: 0, 3: 0 };

live('many requests at once', () => {
  test('for converted parts are turned away before anything is read, while every frame is kept', async () => {
    let large = { path: '', init: '' };
    await using recording = await CountedRecording.start({
      prepare: async (home) => {
        large = await addLargeRecording(home, LARGE_BYTES);
      },
    });
    const { nvr } = recording;
    const whole = new URLSearchParams({ of: large.path, init: large.init, offset: '0', bytes: String(LARGE_BYTES) });
    const part = await partOf(recording);
    const before = peakBytes(nvr.pid);
    const ask = async (place: string): Promise<number> => {
      const answer = await nvr.fetch(place);
      await answer.arrayBuffer();
      return answer.status;
    };

    const wholes = await Promise.all(Array.from({ length: 60 }, () => ask(`/api/channel/1/transcoded.m4s?${whole}`)));
    const grownBytes = peakBytes(nvr.pid) - before;
    const parts = await Promise.all(Array.from({ length: 60 }, () => ask(part)));
    await recording.recordOn();
    const outcome = await recording.end();

    expect(grownBytes).toBeLessThan(200e6);
    expect(wholes.every((status) => status === 404 || status === 503)).toBe(true);
    expect(parts.filter((status) => status === 200).length).toBeGreaterThan(0);
    expect(parts.filter((status) => status === 503).length).toBeGreaterThan(30);
    expect(outcome.missing).toEqual(NOTHING_MISSING);
    expect(outcome.healthzP99Ms).toBeLessThan(200);
  });

  test('for exports let in as many as are allowed, while every frame is kept', async () => {
    await using recording = await CountedRecording.start();
    const { nvr } = recording;
    await nvr.until(async () => (await nvr.fetch(estimateOfNow())).status === 200, 30_000, 'something is recorded');
    const body = JSON.stringify({ channels: [1, 2, 3], from: iso(Date.now() - 10_000), to: iso(Date.now() + 3_600_000) });
    const ask = (): Promise<number> =>
      nvr.fetch('/api/exports', { method: 'POST', body, headers: { 'content-type': 'application/json' } }).then(({ status }) => status);

    // as many at once as one address may have connections
    const ways = Array.from({ length: 50 }, async () => [await ask(), await ask(), await ask(), await ask()]);
    const asked = (await Promise.all(ways)).flat();
    const { exports } = await nvr.json<ExportsAnswer>('/api/exports');
    await recording.recordOn();
    const outcome = await recording.end();

    const accepted = asked.filter((status) => status === 202).length;
    const over = exports.filter(({ state }) => state === 'done' || state === 'failed').length;
    expect(accepted).toBe(exports.length);
    expect(accepted).toBeGreaterThan(0);
    expect(accepted - over).toBeLessThanOrEqual(4);
    expect(outcome.missing).toEqual(NOTHING_MISSING);
    expect(outcome.healthzP99Ms).toBeLessThan(200);
  });
});

/** What a playlist for a browser names, once there is an MP4. */
async function partOf({ nvr }: CountedRecording): Promise<string> {
  let part: string | undefined;
  const look = async (): Promise<boolean> => {
    const span = `from=${iso(Date.now() - 60_000)}&to=${iso(Date.now() - 8_000)}`;
    const text = await (await nvr.fetch(`/api/channel/1/playlist.m3u8?${span}&transcode=1`)).text();
    part = text.match(/^\/api\/channel\/1\/transcoded\.m4s.*$/m)?.[0];
    return part !== undefined;
  };
  await nvr.until(look, 60_000, 'a recording can be converted');
  return part ?? '';
}

function estimateOfNow(): string {
  return `/api/exports/estimate?from=${iso(Date.now() - 10_000)}&to=${iso(Date.now())}`;
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

/** The most memory a process ever had. */
function peakBytes(pid: number): number {
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
}
