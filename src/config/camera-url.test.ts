import { describe, expect, test } from 'vitest';
import { readCameraUrl } from './camera-url.ts';

const HOST =
  "must have the camera's address after :// (or after the last @), with a port up to 65535 if any; in user and password write / as %2F, in the path write @ as %40";
const AT = 'has an @ after the first /; in user and password write / as %2F, in the path write @ as %40';
const OPTIONS = 'may have after # only backchannel=0, timeout=N, media=video, media=audio, transport=udp or transport=tcp';

describe('readCameraUrl', () => {
  test.each([
    ['rtsp://10.0.0.9/stream1', 'rtsp://10.0.0.9/stream1'],
    ['RTSP://cam.local:8554/live', 'rtsp://cam.local:8554/live'],
    ['rtsps://u:p@[fe80::1]:322/x', 'rtsps://u:p@[fe80::1]:322/x'],
    ['rtsp://10.0.0.9', 'rtsp://10.0.0.9'],
    ['rtsp://10.0.0.9?channel=1', 'rtsp://10.0.0.9?channel=1'],
    ['rtsp://u:p@10.0.0.9#transport=udp#media=video', 'rtsp://u:p@10.0.0.9#transport=udp#media=video'],
    ['rtsp://u@10.0.0.9/x#backchannel=0#timeout=30#transport=tcp', 'rtsp://u@10.0.0.9/x#backchannel=0#timeout=30#transport=tcp'],
    ['rtsp://h/cam/realmonitor?channel=1&subtype=0', 'rtsp://h/cam/realmonitor?channel=1&subtype=0'],
    ['http://cam_1/mjpeg', 'http://cam_1/mjpeg'],
    ['rtmp://cam/live/key', 'rtmp://cam/live/key'],
  ])('accepts %s', (text, url) => {
    expect(readCameraUrl(text).url).toBe(url);
  });

  test.each([
    ['p@ss', 'p%40ss'],
    ['p:a:s:s', 'p%3Aa%3As%3As'],
    ['pa#ss', 'pa%23ss'],
    ['100%', '100%25'],
    ['%zz', '%25zz'],
    ['a&b$c+d=e;f,g', 'a%26b%24c%2Bd%3De%3Bf%2Cg'],
    ['with space', 'with%20space'],
    ['ünïcode', '%C3%BCn%C3%AFcode'],
    ['what?', 'what%3F'],
    ['"<>\\^`{|}', '%22%3C%3E%5C%5E%60%7B%7C%7D'],
    ['a%40b', 'a%40b'],
    ['a%2Fb', 'a%2Fb'],
  ])('encodes the password %s', (password, encoded) => {
    expect(readCameraUrl(`rtsp://admin:${password}@10.0.0.9:554/x`).url).toBe(`rtsp://admin:${encoded}@10.0.0.9:554/x`);
  });

  test('names what must stay secret, decoded', () => {
    expect(readCameraUrl('rtsp://admin:p%40ss@h/x').secrets).toEqual(['p@ss', 'admin:p@ss']);
    expect(readCameraUrl('rtsp://token@h/x').secrets).toEqual(['token']);
    expect(readCameraUrl('rtsp://h/x').secrets).toEqual([]);
    expect(readCameraUrl('rtsp://admin:one@h/user=admin_password=hunter2_stream=0.sdp?auth=YWRtaW46aHVudGVyMw==').secrets).toEqual([
      ...['one', 'admin:one', 'hunter2', 'YWRtaW46aHVudGVyMw==', 'admin:hunter3', 'hunter3'],
    ]);
  });

  test.each([
    ['10.0.0.9/stream', 'must begin with rtsp:// or rtsps:// (or rtmp://, http://, https://)'],
    ['exec:reboot', 'must begin with rtsp:// or rtsps:// (or rtmp://, http://, https://)'],
    ['ffmpeg:rtsp://h/x', 'must begin with rtsp:// or rtsps:// (or rtmp://, http://, https://)'],
    ['file:///etc/passwd', 'must begin with rtsp:// or rtsps:// (or rtmp://, http://, https://)'],
    ['rtsp:///x', HOST],
    ['rtsp://u:p@/x', HOST],
    ['rtsp://h:99999/x', HOST],
    ['rtsp://h:port/x', HOST],
    ['rtsp://[fe80::zz]/x', HOST],
    ['rtsp://admin:pa/ss@h/x', HOST],
    ['rtsp://admin:12/34@h/x', AT],
    ['rtsp://h/x?mail=a@b', AT],
    ['rtsp://h/a path', 'has a space or one of <>"\\^`{|} in its path: write it percent-encoded, a space as %20'],
    ['rtsp://h/x#raw=-y', OPTIONS],
    ['rtsp://h/x#transport=udp#video=copy', OPTIONS],
    ['rtsp://h/x#', OPTIONS],
    ['rtsp://h/x\nrtsp://h/y', 'holds a tab, a line break or another control character: remove it'],
    ['rtsp://{user}:{pass}@h/x', 'has a placeholder, which is filled in RTSP_URL_TEMPLATE and RTSP_SUB_URL_TEMPLATE only'],
  ])('refuses %s', (text, message) => {
    expect(() => readCameraUrl(text)).toThrow(message);
  });
});
