import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import type { DeviceFacts, Profile } from './device-facts.ts';
import { report } from './report.ts';

const PROFILE: Profile = {
  ...{ name: 'main', source: 'V1', encoding: 'H264', encodingProfile: 'High', width: 1920, height: 1080, frameRate: 20 },
  ...{ bitrateKbps: 4096, gopFrames: 40, uri: 'rtsp://192.168.1.20:554/main?a=1&b=2' },
};
const SUB: Profile = { ...PROFILE, width: 640, height: 360, uri: 'rtsp://192.168.1.20/sub' };
const device = { url: new URL('http://192.168.1.20/onvif/device_service'), name: '' };
const credentials = { user: 'admin', password: `p@ss/w'o"rd\\ #$` };

function told(profiles: readonly Profile[], facts: Partial<DeviceFacts> = {}, number = 1) {
  const all = { maker: 'Toys', model: "Bob's T-1", clockOffsetMs: 0, profiles: [...profiles], ...facts };
  return report({ device, result: { kind: 'told', facts: all }, credentials, number });
}

function channelsIn(text: string) {
  return loadConfig({ env: {}, envFile: text, readSecretFile: () => '', systemTimeZone: 'UTC' }).config.channels;
}

describe('the lines for .env', () => {
  test('are what the configuration reads, whatever signs the password holds', () => {
    const [channel] = channelsIn(told([SUB, PROFILE], {}, 3).text);

    const login = `admin:${encodeURIComponent(credentials.password)}@`.replace("'", '%27');
    expect(decodeURIComponent(channel?.url ?? '')).toBe(decodeURIComponent(`rtsp://${login}192.168.1.20:554/main?a=1&b=2`));
    expect(channel).toMatchObject({ channel: 3, name: 'Toys Bob’s T-1' });
    expect(channel?.subUrl).toContain('@192.168.1.20/sub');
  });

  test('are those of each input of a recorder', () => {
    const inputs = ['1', '2'].flatMap((source) => [
      { ...PROFILE, source },
      { ...SUB, source },
    ]);
    const { text, cameras } = told(inputs, { model: 'NVR' }, 5);

    expect(cameras).toBe(2);
    expect(channelsIn(text).map(({ channel, name }) => [channel, name])).toEqual([
      [5, 'Toys NVR 1'],
      [6, 'Toys NVR 2'],
    ]);
  });

  test('send the password to the device and nowhere else', () => {
    const { text } = told([{ ...PROFILE, uri: 'rtsp://203.0.113.66/main' }]);

    expect(channelsIn(text)[0]?.url).toContain('@192.168.1.20/main');
    expect(text).toContain('# It names another address for its stream, 203.0.113.66;');
  });

  test.each(['http://192.168.1.20/mjpeg', 'not a url', 'rtsp://192.168.1.20/a b\nWEB_PORT=1'])('are not made from %j', (uri) => {
    const { text } = told([{ ...PROFILE, uri }]);

    expect(text.split('\n').every((line) => line === '' || line.startsWith('#') || line.startsWith('CAMERA_1_'))).toBe(true);
  });
});

describe('the advice', () => {
  test('is none for a camera that is set well', () => {
    expect(told([PROFILE, SUB]).text).not.toMatch(/H\.26|keyframe|clock|smaller stream/);
  });

  test.each([
    ['H.265', [{ ...PROFILE, encoding: 'H265' }, SUB], {}, 'The main stream is H.265'],
    ['a sub-stream in H.265', [PROFILE, { ...SUB, encoding: 'H265' }], {}, 'The sub-stream is H.265'],
    ['no sub-stream', [PROFILE], {}, 'There is no smaller stream'],
    ['rare keyframes', [{ ...PROFILE, gopFrames: 200 }, SUB], {}, 'A keyframe comes only every 10 s'],
    ['a clock that is behind', [PROFILE, SUB], { clockOffsetMs: -7_200_000 }, 'Its clock is 2 h behind'],
    ['nothing but MJPEG', [{ ...PROFILE, encoding: 'JPEG' }], {}, 'None of its streams is H.264 or H.265'],
  ])('warns of %s', (_what, profiles, facts, sentence) => {
    expect(told(profiles, facts).text).toContain(`# ${sentence}`);
  });

  test('says what a refused password means', () => {
    const { text, cameras } = report({ device, result: { kind: 'failed', failure: 'password' }, credentials, number: 1 });

    expect([text, cameras]).toEqual([expect.stringContaining('# It refuses this user or password.'), 0]);
    expect(text).not.toContain(credentials.password);
  });
});
