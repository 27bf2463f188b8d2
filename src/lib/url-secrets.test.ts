import { describe, expect, test } from 'vitest';
import { maskUrl, secretsInTail } from './url-secrets.ts';

const XM = 'rtsp://192.0.2.9:554/user=admin_password=hunter2_channel=1_stream=0.sdp?real_stream&password=hunter3';

describe('a URL that is shown', () => {
  test.each([
    [XM, 'rtsp://192.0.2.9:554/user=admin_password=***_channel=1_stream=0.sdp?real_stream&password=***'],
    ['rtsp://h/x?user=admin&pwd=hunter2', 'rtsp://h/x?user=admin&pwd=***'],
    ['rtsp://h/x?USER=admin&PASSWORD=hunter2', 'rtsp://h/x?USER=admin&PASSWORD=***'],
    ['rtsp://h/x?loginuse=admin&loginpas=hunter2', 'rtsp://h/x?loginuse=admin&loginpas=***'],
    ['rtsp://h/x?auth=YWRtaW46aHVudGVyMg==', 'rtsp://h/x?auth=***'],
    ['rtsp://h/x/trackID=1&token=hunter2', 'rtsp://h/x/trackID=1&token=***'],
    ['rtsp://h/x?access_token=hunter2;b=1', 'rtsp://h/x?access_token=***;b=1'],
    ['rtsp://h/x?password=h%75nter2&y=1', 'rtsp://h/x?password=***&y=1'],
    ['rtsp://h/x?password=hunt_er=2&y=1', 'rtsp://h/x?password=***&y=1'],
    ['rtsp://u:p@ss@192.0.2.1/x', 'rtsp://***@192.0.2.1/x'],
    ['rtsp://h/x#transport=udp', 'rtsp://h/x#transport=udp'],
    ['rtsp://h/cam/realmonitor?channel=1&subtype=0', 'rtsp://h/cam/realmonitor?channel=1&subtype=0'],
    ['rtsp://h/author=me/monkey=2', 'rtsp://h/author=me/monkey=***'],
    ['rtsp://h', 'rtsp://h'],
  ])('%s is %s', (url, shown) => {
    expect(maskUrl(url)).toBe(shown);
  });

  test('has no known secret in its path, however short, and keeps what only looks like one', () => {
    expect(maskUrl('rtsp://admin:12@h/live/admin/12/ch0', ['12'])).toBe('rtsp://***@h/live/admin/***/ch0');
    expect(maskUrl('rtsp://h/live/admin/h%75nter2/ch0?x=hunter2', ['hunter2'])).toBe('rtsp://h/live/admin/***/ch0?x=***');
    expect(maskUrl('rtsp://h/live/112/ch12', ['12'])).toBe('rtsp://h/live/112/ch12');
  });
});

describe('the secrets of path and query', () => {
  test.each([
    ['/user=admin_password=hunter2_channel=1_stream=0.sdp?real_stream&password=hunter3', ['hunter2', 'hunter3']],
    ['?password=p%40ss', ['p%40ss', 'p@ss']],
    ['?auth=YWRtaW46aHVudGVyMg==', ['YWRtaW46aHVudGVyMg==', 'admin:hunter2', 'hunter2']],
    ['/Streaming/Channels/101', []],
    ['/x?password=', []],
  ])('%s has %s', (tail, secrets) => {
    expect(secretsInTail(tail)).toEqual(secrets);
  });
});
