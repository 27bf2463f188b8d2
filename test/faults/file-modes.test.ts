import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, globSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Export } from '#shared/exports.ts';
import { Cameras } from '../fakes/cameras.ts';
import { live } from '../fakes/live.ts';
import { cameraEnv, Nvr } from '../fakes/nvr.ts';

const OTHERS = 0o007;
const GROUP_WRITES = 0o020;
const BACKUP = path.join(import.meta.dirname, '../../scripts/backup.ts');
const modeOf = (place: string): number => statSync(place).mode & 0o777;

/** What of a tree is open for more than its owner's eyes and its group's. */
function tooOpen(root: string, bits = OTHERS | GROUP_WRITES): string[] {
  const all = [root, ...readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => path.join(root, name))];
  return all.filter((place) => existsSync(place) && (modeOf(place) & bits) !== 0).map((place) => `${place} ${modeOf(place).toString(8)}`);
}

live('the files of a started product', () => {
  test('are for its user and, recordings, for its group to read', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'modes-'));
    const [records, data, log] = ['recordings', 'data', 'nvr.log'].map((name) => path.join(folder, name)) as [string, string, string];
    mkdirSync(data);
    chmodSync(data, 0o755); // as an earlier version, or a person, has made it
    await using cameras = await Cameras.start({ cameras: '1:h264-aac' });
    const env = { ...cameraEnv(1, (camera) => cameras.url(camera)), SEGMENT_DURATION: '10', LOG_FILE: log };
    const nvr = await Nvr.start({ folder, env, wrapper: ['/bin/sh', '-c', 'umask 022; exec "$@"', 'sh'] });
    await nvr.signIn();
    const recorded = (): string[] => globSync('ch1/*/*.mp4', { cwd: records });
    await nvr.until(async () => recorded().length > 0, 60_000, 'a converted recording');
    const body = JSON.stringify({ channels: [1], from: new Date(Date.now() - 60_000).toISOString(), to: new Date().toISOString() });
    const wish = await nvr.fetch('/api/exports', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const { id } = (await wish.json()) as Export;
    await nvr.until(async () => (await nvr.json<Export>(`/api/exports/${id}`)).state === 'done', 60_000, 'an export');
    await nvr.fetch('/api/channel/1/snapshot.jpg');
    await nvr.fetch(`/api/channel/1/thumbnail.jpg?at=${new Date(Date.now() - 5000).toISOString()}`);
    const made = execFileSync(process.execPath, [BACKUP, path.join(folder, 'backups')], {
      ...{
        cwd: folder,
        encoding: 'utf8',
        env: { PATH: process.env.PATH ?? '', DATA_DIR: data, SECRET_KEY: 'a secret key that only tests use' },
      },
    }).trim();

    expect(tooOpen(records)).toEqual([]);
    expect(tooOpen(data)).toEqual([]);
    expect(['catalogue.db', 'catalogue.db-wal'].map((name) => modeOf(path.join(data, name)))).toEqual([0o600, 0o600]);
    expect([modeOf(data), modeOf(records), modeOf(path.join(records, recorded()[0] ?? ''))]).toEqual([0o700, 0o750, 0o640]);
    expect(modeOf(log) & (OTHERS | GROUP_WRITES)).toBe(0);
    expect(tooOpen(made, 0o077)).toEqual([]);
    await nvr.end();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  test('in a folder that every user of the machine may read are told of', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'modes-'));
    mkdirSync(path.join(folder, 'recordings'));
    chmodSync(path.join(folder, 'recordings'), 0o755);
    await using cameras = await Cameras.start({ cameras: '1:h264-aac' });
    const nvr = await Nvr.start({ folder, env: cameraEnv(1, (camera) => cameras.url(camera)) });
    await nvr.end();

    expect(nvr.output.join('\n')).toContain('every user of this machine can read the recordings');
    expect(modeOf(path.join(folder, 'recordings'))).toBe(0o755); // somebody may want it so
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
});
