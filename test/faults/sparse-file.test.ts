import { globSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { StorageAnswer } from '#shared/storage.ts';
import { Cameras } from '../fakes/cameras.ts';
import { live } from '../fakes/live.ts';
import { cameraEnv, Nvr } from '../fakes/nvr.ts';

/** What a file with holes claims to be. */
const LENGTH = 40e9;

live('a file with holes in RECORD_DIR', () => {
  test('costs no recording: what counts is what it takes of the disk', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'sparse-'));
    await using cameras = await Cameras.start({ cameras: '1:h264-aac,2:h264-silent' });
    // together with the recordings a little more than allowed, if lengths were counted
    const env = { ...cameraEnv(2, (camera) => cameras.url(camera)), SEGMENT_DURATION: '10', MAX_STORAGE_GB: String(LENGTH / 1e9) };
    const closed = (nvr: Nvr): string[] => globSync('ch*/*/*.mp4', { cwd: nvr.recordDir }).sort();
    const first = await Nvr.start({ folder, env });
    await first.until(async () => closed(first).length >= 4, 60_000, 'two recordings of each camera');
    await first.end();
    const before = closed(first);
    writeFileSync(path.join(first.recordDir, 'disk.img'), 'holes');
    truncateSync(path.join(first.recordDir, 'disk.img'), LENGTH);

    const nvr = await (await Nvr.start({ folder, env })).signIn();
    await nvr.until(async () => closed(nvr).length > before.length + 1, 60_000, 'more recordings');
    const { usedGB } = await nvr.json<StorageAnswer>('/api/storage');
    await nvr.end();

    expect(closed(nvr)).toEqual(expect.arrayContaining(before));
    expect(usedGB).toBeLessThan(1);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
});
