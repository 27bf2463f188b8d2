import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Cameras } from '../test/fakes/cameras.ts';
import { freePorts } from '../test/fakes/free-port.ts';
import { live } from '../test/fakes/live.ts';
import { hasGstreamer, OddCamera } from '../test/fakes/odd-cameras.ts';
import { processesWith } from '../test/fakes/processes.ts';

const SCRIPT = new URL('./probe.ts', import.meta.url).pathname;
const PASSWORD = 'hunter22 & co';
const folder = mkdtempSync(path.join(tmpdir(), 'probe-test-'));

afterAll(() => rmSync(folder, { recursive: true }));

function start(args: readonly string[], input = '') {
  const child = spawn(process.execPath, [SCRIPT, ...args], { env: { ...process.env, TMPDIR: folder }, stdio: 'pipe' });
  child.stdin.end(input);
  return child;
}

async function probe(args: readonly string[], input?: string) {
  const child = start(args, input);
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code, out, err };
}

live('npm run probe, asking real cameras', () => {
  let cameras: Cameras;

  beforeAll(async () => {
    cameras = await Cameras.start({ cameras: '1:h264-aac', user: 'admin', password: PASSWORD, more: ['--size', '360p'] });
  });
  afterAll(() => cameras[Symbol.asyncDispose]());

  test.concurrent('tells what it finds and the lines for .env, and nowhere the password', async () => {
    const { code, out, err } = await probe(
      [cameras.url(1), '--user', 'admin', '--sub', `${cameras.url(1)}_sub`, '--number', '4'],
      PASSWORD,
    );

    expect(code).toBe(0);
    expect(out).toContain('video        The video is H.264, 640×360: every browser plays it.');
    expect(out).toContain(`\n\nCAMERA_4_URL='${cameras.url(1).replace('//', '//admin:***@')}'\nCAMERA_4_SUB_URL=`);
    expect(out + err).not.toContain('hunter22');
    expect(out).not.toContain('\u001b');
  });

  test.concurrent('takes addresses from standard input, and answers programs as JSON', async () => {
    const login = `admin:${encodeURIComponent(PASSWORD)}@`;
    const { code, out, err } = await probe(['--json'], `${cameras.url(1).replace('//', `//${login}`)}\n`);

    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ recordable: true, verdict: 'note', sub: null, findings: expect.any(Array) });
    expect(out + err).not.toContain('hunter22');
  });

  test.concurrent('says that a password is refused, and that it should be no argument', async () => {
    const { code, out, err } = await probe([cameras.url(1).replace('//', '//admin:wrong-one@')]);

    expect(code).toBe(1);
    expect(out).toMatch(/bad +login +The camera refuses the user name or password\./);
    expect(err).toContain('A password among the arguments can be read by every program');
    expect(out + err).not.toContain('wrong-one');
  });

  test.concurrent('says that a name is not known, and that a port is closed', async () => {
    const [port = 0] = await freePorts(1);
    const [nobody, closed] = await Promise.all([probe(['rtsp://camera.invalid/stream1']), probe([`rtsp://127.0.0.1:${port}/stream1`])]);

    expect([nobody.code, closed.code]).toEqual([1, 1]);
    expect(nobody.out).toContain('The camera’s name is not known on the network');
    expect(closed.out).toMatch(/is the port right and its RTSP service\s+on\?\n/);
  });

  test.skipIf(!hasGstreamer()).concurrent('tells MJPEG, which is recorded, and sound alone, which is not', async () => {
    const jpeg =
      'videotestsrc is-live=true ! video/x-raw,format=I420,width=320,height=240,framerate=10/1 ! jpegenc ! rtpjpegpay name=pay0 pt=26';
    const sound = 'audiotestsrc is-live=true ! audio/x-raw,rate=8000,channels=1 ! alawenc ! rtppcmapay name=pay0 pt=8';
    await using camera = await OddCamera.gstreamer('tcp', { '/jpeg': jpeg, '/sound': sound });
    const [pictures, voice] = await Promise.all([probe([camera.url('/jpeg')]), probe([camera.url('/sound')])]);

    expect(pictures.out).toMatch(/bad +video +The video is mjpeg/);
    expect(pictures.code).toBe(0);
    expect(voice.out).toMatch(/bad +picture/);
    expect(voice.code).toBe(1);
  });
});

live('npm run probe, interrupted', () => {
  test('ends what it has started and leaves nothing behind', async () => {
    await using silent = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const asked = once(silent, 'connection');
    const child = start([`rtsp://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/stream1`]);
    const [socket] = await asked;

    child.kill('SIGINT');
    const [code] = await once(child, 'close');
    socket.destroy();

    expect(code).toBe(130);
    expect(readdirSync(folder)).toEqual([]);
    expect(processesWith(folder)).toEqual([]);
  });
});

describe('npm run probe', () => {
  test.each([
    [['192.168.1.20/stream1'], '', 'The address must begin with rtsp://'],
    [['rtsp://admin:hunter22@/stream1'], '', 'The address must have the camera'],
    [['rtsp://a.example/1', '--sub', 'hunter22'], '', 'The sub-stream’s address must begin with rtsp://'],
    [[], '', 'The address must begin with rtsp://'],
    [['rtsp://a.example/1', 'rtsp://hunter22.example/2'], '', 'One address at a time'],
    [['rtsp://a.example/1', '--password', 'hunter22'], '', 'A password is no argument'],
    [['rtsp://a.example/1', '--number', 'hunter22'], '', '--number is a whole number'],
    [['--hunter22'], '', 'One of the arguments is not known'],
  ])('refuses %j in one sentence, without repeating it', async (args, input, sentence) => {
    const { code, out, err } = await probe(args, input);

    expect([code, out]).toEqual([78, '']);
    expect(err).toContain(sentence);
    expect(err.split('\n')).toHaveLength(2);
    expect(err).not.toContain('hunter22');
  });

  test('explains itself', async () => {
    const { code, out } = await probe(['--help']);

    expect(code).toBe(0);
    expect(out).toContain('Usage: npm run --silent probe');
  });
});
