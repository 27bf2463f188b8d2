import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { z } from 'zod';
import type { ProtectionsAnswer } from '#shared/protections.ts';
import type { YoutubeAnswer } from '#shared/youtube.ts';
import { live } from '../fakes/live.ts';
import { Nvr } from '../fakes/nvr.ts';

/** Nobody answers there, and nothing leaves this machine. */
const env = {
  CAMERA_1_URL: 'rtsp://127.0.0.1:1/camera',
  YOUTUBE_ENABLED: 'true',
  YOUTUBE_STREAM_KEY_1: 'a-key-of-tests',
  YOUTUBE_RTMP_URL: 'rtmp://127.0.0.1:1/live',
};

live('a product whose catalogue is deleted', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'nvr-lost-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

  const lose = (...names: string[]): void => {
    for (const name of names) rmSync(path.join(folder, 'data', name), { force: true });
  };
  const phase = async (nvr: Nvr): Promise<string> => (await nvr.json<YoutubeAnswer>('/api/youtube')).phase;
  const notes = async (nvr: Nvr): Promise<string[]> =>
    (await nvr.json<z.infer<typeof ProtectionsAnswer>>('/api/protections')).protections.map(({ note }) => note);

  test('still protects what people protect and streams nothing that they stopped, with its copy or without', async () => {
    {
      await using nvr = await Nvr.start({ folder, env });
      await nvr.signIn();
      expect(await phase(nvr)).not.toBe('stopped');
      const body = JSON.stringify({ channel: 1, from: '2026-11-20T10:00:00Z', to: '2026-11-20T11:00:00Z', note: 'burglary' });
      const headers = { 'content-type': 'application/json' };
      expect((await nvr.fetch('/api/protections', { method: 'POST', headers, body })).status).toBeLessThan(300);
      expect((await nvr.fetch('/api/youtube/stop', { method: 'POST' })).status).toBe(200);
    }
    lose('catalogue.db', 'catalogue.db-wal', 'catalogue.db-shm');
    {
      await using nvr = await Nvr.start({ folder, env });
      await nvr.signIn();
      expect([await phase(nvr), await notes(nvr)]).toEqual(['stopped', ['burglary']]);
      await nvr.end('SIGKILL');
    }
    lose('catalogue.db', 'catalogue.db-wal', 'catalogue.db-shm', 'decisions.json');

    await using nvr = await Nvr.start({ folder, env });
    await nvr.signIn();

    expect([await phase(nvr), await notes(nvr)]).toEqual(['stopped', []]);
  });
});
