import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { LiveAnswer } from '#shared/live.ts';
import { CountedRecording } from '../fakes/counted-recording.ts';
import { freePorts } from '../fakes/free-port.ts';
import { live } from '../fakes/live.ts';
import { realOffer } from '../fakes/offers.ts';
import { processesWith } from '../fakes/processes.ts';

const ANNOUNCED = ['v=0', 'o=- 0 0 IN IP4 127.0.0.1', 's=x', 't=0 0', 'm=video 0 RTP/AVP 96', 'a=rtpmap:96 H265/90000', ''].join('\r\n');

/** Says one request on loopback. @returns the first line of the answer; empty when the connection is closed without one */
async function ask(port: number, method: string, name: string, login?: string): Promise<string> {
  const authorization = login === undefined ? '' : `Authorization: Basic ${Buffer.from(login).toString('base64')}\r\n`;
  const body = method === 'ANNOUNCE' ? ANNOUNCED : '';
  const about = body && `Content-Type: application/sdp\r\nContent-Length: ${body.length}\r\n`;
  const socket = connect(port, '127.0.0.1');
  socket.write(`${method} rtsp://127.0.0.1:${port}/${name} RTSP/1.0\r\nCSeq: 1\r\n${authorization}${about}\r\n${body}`);
  return await new Promise((resolve, reject) => {
    socket.once('data', (data) => {
      resolve(data.toString().split('\r\n')[0] ?? '');
      socket.destroy();
    });
    socket.once('close', () => resolve(''));
    socket.once('error', reject);
  });
}

live('the RTSP relay', () => {
  test('asks also this machine for a password, lets nobody publish, and nothing that strangers see opens it', async () => {
    const [port = 0] = await freePorts(1);
    await using recording = await CountedRecording.start({ env: { GO2RTC_RTSP_PORT: String(port) } });
    const { nvr } = recording;
    const file = path.join(nvr.folder, 'data', 'relay-password');
    const login = `nvr:${readFileSync(file, 'utf8').trim()}`;

    const strangers = await Promise.all(['OPTIONS', 'DESCRIBE', 'SETUP', 'PLAY', 'ANNOUNCE'].map((method) => ask(port, method, 'cam1')));
    expect(new Set(strangers)).toEqual(new Set(['RTSP/1.0 401 Unauthorized']));
    expect(await ask(port, 'DESCRIBE', 'cam1', 'nvr:wrong')).toBe('RTSP/1.0 401 Unauthorized');
    expect(await ask(port, 'DESCRIBE', 'cam1', login)).toBe('RTSP/1.0 200 OK');
    expect(await ask(port, 'ANNOUNCE', 'cam1', login)).toBe('RTSP/1.0 405 Method Not Allowed');
    expect(await ask(port, 'RECORD', 'cam1', login)).toBe('RTSP/1.0 405 Method Not Allowed');
    expect(await ask(port, 'DESCRIBE', 'cam9', login)).toBe('RTSP/1.0 404 Not Found');
    expect(statSync(file).mode & 0o777).toBe(0o600);

    // what is to be seen of the programs that read a stream opens nothing any more
    const inputs = processesWith(nvr.recordDir).flatMap(({ line }) => /-i (rtsp:\/\/127\.0\.0\.1:(\d+)\/(\S+))/.exec(line)?.slice(2) ?? []);
    expect(inputs.length).toBe(6);
    for (let index = 0; index < inputs.length; index += 2) {
      const [innerPort, name = ''] = [Number(inputs[index]), inputs[index + 1]];
      expect([await ask(innerPort, 'DESCRIBE', name), await ask(innerPort, 'ANNOUNCE', name)]).toEqual(['', '']);
    }
    const inner: { key: string; rtspPort: number } = JSON.parse(readFileSync(path.join(nvr.folder, 'data', 'go2rtc-inner.json'), 'utf8'));
    for (const name of ['cam1', 'cam2', 'view1']) {
      expect(await ask(inner.rtspPort, 'DESCRIBE', name)).toBe('RTSP/1.0 404 Not Found');
      await ask(inner.rtspPort, 'ANNOUNCE', name);
    }
    const { stdout } = await promisify(execFile)('ffprobe', [
      ...['-v', 'error', '-rtsp_transport', 'tcp', '-show_entries', 'stream=codec_name', '-of', 'csv=p=0'],
      `rtsp://${login}@127.0.0.1:${port}/cam1`,
    ]);
    expect(stdout.trim().split('\n').toSorted()).toEqual(['aac', 'h264']);

    const everything = [
      ...nvr.output,
      ...processesWith(nvr.folder).map(({ line }) => line),
      ...processesWith('127.0.0.1').map(({ line }) => line),
    ];
    const outcome = await recording.end();
    expect(everything.join('\n')).not.toContain(inner.key);
    expect(everything.join('\n')).not.toContain(login.slice(4));
    expect(outcome.missing).toEqual({ 1: 0, 2: 0, 3: 0 });
  });

  test('is no way to become a camera, and neither is an offer: what is known of the camera stays as it was', async () => {
    const [port = 0] = await freePorts(1);
    await using recording = await CountedRecording.start({ env: { GO2RTC_RTSP_PORT: String(port) } });
    const { nvr } = recording;
    const known = async () => {
      const { videoCodec, audioCodec, online } = (await nvr.json<LiveAnswer>('/api/live')).channels[1] ?? {};
      return { videoCodec, audioCodec, online };
    };
    await nvr.until(async () => (await known()).online === true, 15_000, 'the hub tells of the camera');
    const before = await known();

    const whep = async (direction: 'sendonly' | 'sendrecv', more?: string[]): Promise<number> =>
      (
        await nvr.fetch('/api/channel/1/whep', {
          method: 'POST',
          headers: { 'content-type': 'application/sdp' },
          body: realOffer({ direction, ...(more && { more }) }),
        })
      ).status;
    const statuses = [await whep('sendonly'), await whep('sendrecv'), await whep('sendonly', [])];
    const announcer = connect(port, '127.0.0.1'); // stays, so that what it announced would stay, too
    announcer.write(`ANNOUNCE rtsp://127.0.0.1:${port}/cam1 RTSP/1.0\r\nCSeq: 1\r\nContent-Type: application/sdp\r\n`);
    announcer.write(`Content-Length: ${ANNOUNCED.length}\r\n\r\n${ANNOUNCED}`);
    await new Promise((done) => setTimeout(done, 11_000)); // two looks at the hub
    const after = await known();
    announcer.destroy();
    const outcome = await recording.end();

    expect(statuses).toEqual([400, 400, 400]);
    expect(after).toEqual(before);
    expect(outcome.missing).toEqual({ 1: 0, 2: 0, 3: 0 });
  });
});
