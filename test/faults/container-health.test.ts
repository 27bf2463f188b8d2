import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { freePorts } from '../fakes/free-port.ts';

const HEALTH = path.join(import.meta.dirname, '../../deploy/docker/health.mjs');
const NAMESPACE = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'] as const;
const canSeparate = spawnSync(NAMESPACE[0], [...NAMESPACE.slice(1), 'true']).status === 0;
if (!canSeparate) console.log('the health check of the container is not tested: it takes root and process namespaces');
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** Runs the health check beside a process that looks like our server and never answers, alone in a process namespace. */
async function checkBesideSilentServer(aliveFor: { readonly stillS: number } | null) {
  const folder = mkdtempSync(path.join(tmpdir(), 'health-'));
  folders.push(folder);
  mkdirSync(path.join(folder, 'src'));
  writeFileSync(path.join(folder, 'src/main.ts'), 'setInterval(() => {}, 1e6);');
  const alive = path.join(folder, 'alive');
  if (aliveFor) writeFileSync(alive, '');
  if (aliveFor) utimesSync(alive, new Date(), new Date(Date.now() - aliveFor.stillS * 1000));
  const [port] = await freePorts(1);
  const node = process.execPath;
  const script = `cd '${folder}'; '${node}' src/main.ts & sleep 1; '${node}' '${HEALTH}'; echo "check $?"; sleep 0.2; kill -0 $! && echo lives`;
  const env = { PATH: process.env.PATH, WEB_PORT: String(port), MINI_NVR_ALIVE_FILE: alive };
  return spawnSync(NAMESPACE[0], [...NAMESPACE.slice(1), 'sh', '-c', script], { env, encoding: 'utf8' }).stdout;
}

describe.runIf(canSeparate)('the health check of the container', () => {
  test('ends a server whose event loop has stood still for a minute', async () => {
    const said = await checkBesideSilentServer({ stillS: 70 });

    expect(said).toContain('check 1');
    expect(said).not.toContain('lives');
  });

  test('leaves one alone whose web is only flooded: it records', async () => {
    const said = await checkBesideSilentServer({ stillS: 5 });

    expect(said).toContain('check 1');
    expect(said).toContain('lives');
  });

  test('leaves one alone that is still starting', async () => {
    const said = await checkBesideSilentServer(null);

    expect(said).toContain('lives');
  });
});
