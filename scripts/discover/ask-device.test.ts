import { describe, expect, test } from 'vitest';
import { OnvifDevice, type OnvifDeviceOptions } from '../../test/fakes/onvif-device.ts';
import { askDevice } from './ask-device.ts';

const RIGHT = { user: 'admin', password: 'p@ss/word' };

async function ask(options: OnvifDeviceOptions = {}, credentials: typeof RIGHT | null = RIGHT, withinMs?: number) {
  await using device = await OnvifDevice.start(options);
  const result = await askDevice({ url: device.url, credentials, withinMs });
  return { result, refusals: device.refusals, actions: device.actions };
}

describe('asking a device', () => {
  test('tells its streams, who made it and how wrong its clock is', async () => {
    const { result } = await ask({ clockOffsetMs: -3_600_000 });

    expect(result).toMatchObject({
      kind: 'told',
      facts: {
        ...{ maker: 'Toys', model: 'T-1' },
        profiles: [
          { encoding: 'H264', width: 640, frameRate: 10, gopFrames: 20, source: 'V1', uri: 'rtsp://127.0.0.1:554/sub' },
          { encoding: 'H264', width: 1920, height: 1080, bitrateKbps: 4096, uri: 'rtsp://127.0.0.1:554/main?a=1&b=2' },
        ],
      },
    });
    expect(result.kind === 'told' && Math.abs((result.facts.clockOffsetMs ?? 0) + 3_600_000)).toBeLessThan(30_000);
  });

  test('speaks the newer media service, and HTTP Digest', async () => {
    const uri = 'rtsp://127.0.0.1/1';
    const profile = { token: '000', source: '0', encoding: 'H265', width: 3840, height: 2160, frameRate: 20, gopFrames: 100, uri };

    const { result } = await ask({ media2: true, digest: true, profiles: [profile] });

    expect(result).toMatchObject({ kind: 'told', facts: { profiles: [{ encoding: 'H265', width: 3840, gopFrames: 100, uri }] } });
  });

  test.each([false, true])('takes any signs in a password (digest: %s)', async (digest) => {
    const password = 'pä߀ <&>"';

    expect((await ask({ password, digest }, { ...RIGHT, password })).result.kind).toBe('told');
  });

  test('takes users with signs that mean something in XML', async () => {
    const user = 'a&b';

    expect((await ask({ user }, { ...RIGHT, user })).result.kind).toBe('told');
  });

  test.each([false, true])('stops at a refused password, because cameras lock accounts (digest: %s)', async (digest) => {
    const { result, refusals } = await ask({ digest }, { ...RIGHT, password: 'wrong' });

    expect(result).toEqual({ kind: 'failed', failure: 'password' });
    expect(refusals).toBe(1);
  });

  test('says when it offers no stream', async () => {
    expect((await ask({ profiles: [] })).result).toEqual({ kind: 'failed', failure: 'no_media' });
  });

  test('says when nothing listens there', async () => {
    const device = await OnvifDevice.start();
    const { url } = device;
    await device[Symbol.asyncDispose]();

    expect(await askDevice({ url, credentials: RIGHT })).toEqual({ kind: 'failed', failure: 'refused' });
  });
});

describe('a hostile device', () => {
  const MEGABYTE = Buffer.alloc(1_000_000, ' ');
  test.each([
    ['is no ONVIF', '<html><body>Welcome</body></html>', 'no_onvif'],
    ['sends an empty answer', '', 'no_onvif'],
    ['opens elements without end', `<s:Envelope><s:Body>${'<a>'.repeat(100_000)}`, 'no_onvif'],
    [
      'defines entities of entities',
      '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Envelope><Body>&b;</Body></Envelope>',
      'no_onvif',
    ],
    [
      'names what every object has',
      '<Envelope><Body><__proto__><polluted>1</polluted></__proto__><constructor/></Body></Envelope>',
      'no_onvif',
    ],
  ])('%s, and costs nothing', async (_what, body, failure) => {
    const { result } = await ask({
      answer: (_action, response) => {
        response.end(body);
        return true;
      },
    });

    expect(result).toEqual({ kind: 'failed', failure });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('that answers without end is cut off', async () => {
    let sent = 0;
    const { result } = await ask({
      answer: (_action, response) => {
        const pour = (): void => {
          while (!response.destroyed && response.write(MEGABYTE)) sent++;
          response.once('drain', pour);
        };
        pour();
        return true;
      },
    });

    expect(result).toEqual({ kind: 'failed', failure: 'too_large' });
    expect(sent).toBeLessThan(300);
  });

  test('that makes reading take for ever is left', async () => {
    const slow = `<x>${'xmlns'.repeat(300_000)}</x>`; // the library looks for the end of each anew

    const { result } = await ask(
      {
        answer: (_action, response) => {
          response.end(slow);
          return true;
        },
      },
      RIGHT,
      1_500,
    );

    expect(result).toEqual({ kind: 'failed', failure: 'timeout' });
  });

  test('that never answers is left', async () => {
    expect((await ask({ answer: () => true }, RIGHT, 500)).result).toEqual({ kind: 'failed', failure: 'timeout' });
  });
});
