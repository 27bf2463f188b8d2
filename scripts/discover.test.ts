import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { OnvifDevice } from '../test/fakes/onvif-device.ts';

const SCRIPT = new URL('./discover.ts', import.meta.url).pathname;

async function discover(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [SCRIPT, ...args], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code, out, err };
}

test('asks the device at an address and prints its lines', async () => {
  await using device = await OnvifDevice.start();
  const folder = mkdtempSync(path.join(tmpdir(), 'discover-'));
  const file = path.join(folder, 'password');
  writeFileSync(file, 'p@ss/word\n');

  const { code, out, err } = await discover(['--address', device.url.host, '--first', '4'], {
    ONVIF_USER: 'admin',
    ONVIF_PASSWORD_FILE: file,
  });
  rmSync(folder, { recursive: true });

  expect(code).toBe(0);
  expect(out).toContain("\nCAMERA_4_URL='rtsp://admin:p%40ss%2Fword@127.0.0.1:554/main?a=1&b=2'\n");
  expect(out).toContain("\nCAMERA_4_SUB_URL='rtsp://admin:p%40ss%2Fword@127.0.0.1:554/sub'\nCAMERA_4_NAME='Toys T-1'\n");
  expect(err).not.toContain('p@ss');
});

test.each([
  [['--password', 'hunter22'], 'User and password are never arguments'],
  [['--address', 'http://admin:hunter22@192.168.1.20'], '--address has no user and no password'],
  [['--wait', 'long'], '--wait is a whole number from 1 to 60'],
  [['--nonsense'], 'One of the arguments is not known'],
])('refuses %j without repeating it', async (args, sentence) => {
  const { code, out, err } = await discover(args);

  expect([code, out]).toEqual([1, '']);
  expect(err).toContain(sentence);
  expect(err).not.toContain('hunter22');
});
