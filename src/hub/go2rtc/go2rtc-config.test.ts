import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { go2rtcConfig, maskedGo2rtcConfig, sourceOf, urlInHubLog } from './go2rtc-config.ts';

const settings = {
  channels: [
    {
      channel: 1,
      url: 'rtsp://nvr:p%40ss@192.0.2.7:554/Streaming/Channels/101',
      subUrl: 'rtsp://nvr:p%40ss@192.0.2.7:554/Streaming/Channels/102',
    },
    { channel: 3, url: 'rtsp://192.0.2.8/cam/realmonitor?channel=3&subtype=0', subUrl: null },
  ],
  apiPort: 2127,
  rtspPort: 8554,
  viewPort: 8553,
  key: 'k3y',
  webrtcPort: 8555,
  candidates: ['203.0.113.5:8555'],
  user: 'nvr',
  password: 'random',
};

describe('go2rtc.yaml', () => {
  test('listens on loopback only, except for WebRTC, and asks loopback for the password too', () => {
    const config = parse(go2rtcConfig(settings));

    expect(config.api).toMatchObject({ listen: '127.0.0.1:2127', username: 'nvr', password: 'random', local_auth: true });
    expect(config.rtsp.listen).toBe('127.0.0.1:8554');
    expect(config.webrtc).toMatchObject({ listen: ':8555', ice_servers: [], candidates: ['203.0.113.5:8555'] });
  });

  test('has no module that could run a program or fetch a URL, and no path but those we use', () => {
    const config = parse(go2rtcConfig(settings));

    expect(config.app.modules).toEqual(['api', 'ws', 'rtsp', 'webrtc', 'mp4', 'mjpeg']);
    expect(config.api.allow_paths).toEqual(['/api', '/api/streams', '/api/ws', '/api/webrtc', '/api/frame.jpeg']);
  });

  test('a camera that speaks HTTP or RTMP brings that module with it, and no listener', () => {
    const config = parse(
      go2rtcConfig({ ...settings, channels: [{ channel: 1, url: 'http://192.0.2.9/mjpeg', subUrl: 'rtmp://192.0.2.9/live' }] }),
    );

    expect(config.app.modules.slice(6)).toEqual(['http', 'rtmp']);
    expect(config.rtmp.listen).toBe('');
  });

  test('names streams by channel and opens one connection each', () => {
    expect(parse(go2rtcConfig(settings)).streams).toMatchObject({
      cam1_k3y: 'rtsp://nvr:p%40ss@192.0.2.7:554/Streaming/Channels/101#backchannel=0#timeout=12',
      cam1_sub_k3y: 'rtsp://nvr:p%40ss@192.0.2.7:554/Streaming/Channels/102#backchannel=0#timeout=12',
      cam3_k3y: 'rtsp://192.0.2.8/cam/realmonitor?channel=3&subtype=0#backchannel=0#timeout=12',
    });
  });

  test('has streams for live views, whose source is ours', () => {
    const { streams } = parse(go2rtcConfig(settings));

    expect(Object.keys(streams).filter((name) => name.startsWith('view'))).toHaveLength(96);
    expect(streams.view96_k3y).toBe('rtsp://127.0.0.1:8553/view96_k3y#backchannel=0#timeout=36');
  });

  test('the masked one holds no credentials', () => {
    const inPath = 'rtsp://192.0.2.9:554/user=admin_password=hunter2_channel=1_stream=0.sdp?real_stream&password=hunter3';
    const channels = [...settings.channels, { channel: 4, url: inPath, subUrl: 'rtsp://192.0.2.9/live/admin/hunter4/ch0' }];
    const text = maskedGo2rtcConfig({ ...settings, channels }, ['hunter4']);

    expect(text).not.toMatch(/p%40ss|random|k3y|hunter/);
    expect(text).toContain('rtsp://***@192.0.2.7:554/Streaming/Channels/101');
  });
});

test.each([
  ['rtsp://h/s#transport=udp', 'rtsp://h/s#transport=udp#backchannel=0'],
  ['rtsp://h/s#backchannel=0#timeout=9', 'rtsp://h/s#backchannel=0#timeout=9'],
  ['http://h/mjpeg', 'http://h/mjpeg'],
  [`rtsp://h/${'$'}{HOME}`, 'rtsp://h/%24{HOME}#backchannel=0#timeout=12'],
])('the source of %s is %s', (url, source) => {
  expect(sourceOf(url)).toBe(source);
});

test('go2rtc’s log has a URL without its user info, also where the password has an @', () => {
  expect(urlInHubLog('rtsp://u:p@ss@192.0.2.1/x')).toBe('rtsp://***@192.0.2.1/x');
});
