import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigInvalid } from '../lib/errors.ts';
import { Redactor } from '../lib/redact.ts';
import { type Config, loadConfig } from './config.ts';

type Env = Readonly<Record<string, string>>;

const HASH = `$2b$12$${'a'.repeat(53)}`;
const DVR: Env = { DVR_IP: '10.0.0.1', DVR_USER: 'admin', DVR_PASS: 'hunter2', NUM_CHANNELS: '2' };

function load(env: Env, envFile: string | null = null, files: Env = {}): { config: Config; warnings: readonly string[] } {
  const readSecretFile = (name: string): string => {
    const text = files[name];
    if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    return text;
  };
  return loadConfig({ env, envFile, readSecretFile, systemTimeZone: 'Europe/Berlin' });
}

function errorsOf(env: Env, envFile: string | null = null, files: Env = {}): string[] {
  try {
    load(env, envFile, files);
  } catch (error) {
    if (error instanceof ConfigInvalid) return error.message.split('\n- ').slice(1);
    throw error;
  }
  return [];
}

function warningsOf(env: Env, envFile: string | null = null): readonly string[] {
  return load(env, envFile).warnings;
}

describe('defaults', () => {
  test('cut a file each 10 minutes with cameras of one’s own, each minute with the demo’s, and as asked otherwise', () => {
    const asked: Env[] = [{ CAMERA_1_URL: 'rtsp://192.0.2.1/s' }, {}, { SEGMENT_DURATION: '300' }];
    const lengths = asked.map((env) => load(env).config.segmentMs);

    expect(lengths).toEqual([600_000, 60_000, 300_000]);
  });

  test('are two demo cameras and what the reference promises', () => {
    const { config, warnings } = load({});

    expect(warnings).toEqual([]);
    expect(config).toEqual({
      demo: true,
      channels: [
        { channel: 1, name: 'Demo garden', url: '', subUrl: null, record: true, secrets: [] },
        { channel: 2, name: 'Demo door', url: '', subUrl: null, record: true, secrets: [] },
      ],
      segmentMs: 60_000,
      recordDir: path.resolve('recordings'),
      recordFormat: 'mkv',
      video: { codec: 'copy', crf: 23, preset: 'veryfast' },
      retention: { maxBytes: 500e9, keepForMs: null, minFreeBytes: 2e9, intervalMs: 60_000 },
      dataDir: path.resolve('data'),
      databaseUrl: null,
      server: { port: 2126, publicUrl: null, trustProxy: [], allowedHosts: [] },
      auth: { secretKey: null, users: [] },
      hub: {
        url: null,
        configDir: null,
        apiPort: 2127,
        rtspPort: 8554,
        relay: { host: '127.0.0.1', user: null, password: null },
        webrtcPort: 8555,
        candidates: [],
      },
      youtube: {
        enabled: false,
        keys: [],
        channel: 1,
        rotationMinutes: 60,
        bitrateKbps: 4500,
        url: 'rtmps://a.rtmps.youtube.com:443/live2',
      },
      alerts: { webhook: null, heartbeat: null },
      metricsToken: null,
      log: { file: null, level: 'info' },
      programs: { ffmpeg: null, ffprobe: null, go2rtc: null },
      timeZone: 'Europe/Berlin',
      transcodeLimit: 1,
      secrets: [],
    });
  });

  test('cannot be changed by anybody', () => {
    const { config } = load({});

    expect(() => Object.assign(config.server, { port: 1 })).toThrow(TypeError);
  });
});

describe('a complete configuration', () => {
  test('becomes numbers with units', () => {
    const { config } = load({
      ...DVR,
      SEGMENT_DURATION: ' 60 ',
      RECORD_DIR: '/srv/rec',
      RECORD_FORMAT: 'MP4',
      MAX_STORAGE_GB: '0.5',
      RETENTION_DAYS: '30',
      MIN_FREE_GB: '0',
      DATABASE_URL: 'postgres://nvr:geheim@db:5432/nvr',
      SECRET_KEY: '0123456789abcdef',
      PUBLIC_URL: 'https://nvr.example.org',
      TRUST_PROXY: '127.0.0.1, 10.0.0.0/8 ::1',
      ALLOWED_HOSTS: 'NVR.lan,nvr',
      GO2RTC_URL: 'http://127.0.0.1:1984',
      WEBRTC_CANDIDATES: '203.0.113.5:8555,stun:8555,[2001:db8::1]:8555',
      YOUTUBE_ENABLED: 'yes',
      YOUTUBE_STREAM_KEY_2: 'abcd-efgh',
      YOUTUBE_RTMP_URL: 'rtmp://127.0.0.1:1935/live/',
      TZ: 'america/new_york',
      LOG_FILE: '/var/log/nvr.log',
      LOG_LEVEL: 'DEBUG',
      FFMPEG_BIN: '/opt/ffmpeg',
    });

    expect(config).toMatchObject({
      segmentMs: 60_000,
      recordDir: '/srv/rec',
      recordFormat: 'mp4',
      retention: { maxBytes: 500e6, keepForMs: 30 * 86_400_000, minFreeBytes: 0 },
      databaseUrl: 'postgres://nvr:geheim@db:5432/nvr',
      server: { trustProxy: ['127.0.0.1', '10.0.0.0/8', '::1'], allowedHosts: ['nvr.lan', 'nvr'] },
      hub: { candidates: ['203.0.113.5:8555', 'stun:8555', '[2001:db8::1]:8555'] },
      youtube: { enabled: true, keys: ['abcd-efgh'], url: 'rtmp://127.0.0.1:1935/live' },
      timeZone: 'America/New_York',
      log: { file: '/var/log/nvr.log', level: 'debug' },
      programs: { ffmpeg: '/opt/ffmpeg' },
    });
    expect(config.server.publicUrl?.origin).toBe('https://nvr.example.org');
    expect(config.hub.url?.port).toBe('1984');
    expect(config.secrets.toSorted()).toEqual(
      ['0123456789abcdef', 'abcd-efgh', 'admin:hunter2', 'geheim', 'hunter2', 'postgres://nvr:geheim@db:5432/nvr'].toSorted(),
    );
  });
});

describe('alarms and monitoring', () => {
  test('are told where to go, and their addresses are secrets with their parts', () => {
    const { config } = load({
      ALERT_WEBHOOK_URL: ' https://hooks.example.org/services/T000/aVeryLongSecretPart?token=query-secret-1 ',
      HEARTBEAT_URL: 'http://u:p%40ssword-long@beat.lan/ping',
      METRICS_TOKEN: '0123456789abcdef',
    });

    expect(config.alerts.webhook?.hostname).toBe('hooks.example.org');
    expect(config.alerts.heartbeat?.pathname).toBe('/ping');
    expect(config.metricsToken).toBe('0123456789abcdef');
    expect(config.secrets).toEqual(
      expect.arrayContaining(['aVeryLongSecretPart', 'query-secret-1', 'p@ssword-long', '0123456789abcdef', config.alerts.webhook?.href]),
    );
  });

  test.each<[Env, string]>([
    [{ ALERT_WEBHOOK_URL: 'ftp://h/x' }, 'ALERT_WEBHOOK_URL must be an http:// or https:// address, such as https://hooks.example.org/nvr'],
    [{ HEARTBEAT_URL: 'beat.lan' }, 'HEARTBEAT_URL must be an http:// or https:// address, such as https://hooks.example.org/nvr'],
    [
      { METRICS_TOKEN: 'too short' },
      'METRICS_TOKEN must have 16 to 256 letters, digits and signs, without spaces: make one with "openssl rand -hex 32"',
    ],
  ])('%j is told, without its value', (env, message) => {
    expect(errorsOf(env)).toEqual([message]);
  });
});

describe('channels', () => {
  test.each(['p@ss', 'p:a', 'a/b', 'a#b', '100%', 'a%41', 'a&b', 'a$b', 'a+b', 'a b', 'ü'])(
    'carry the DVR password %s percent-encoded',
    (pass) => {
      const { config } = load({ ...DVR, DVR_USER: 'adm@in', DVR_PASS: pass });

      const encoded = encodeURIComponent(pass);
      expect(config.channels.map(({ url }) => url)).toEqual([
        `rtsp://adm%40in:${encoded}@10.0.0.1:554/Streaming/Channels/101`,
        `rtsp://adm%40in:${encoded}@10.0.0.1:554/Streaming/Channels/201`,
      ]);
    },
  );

  test('carry the same password out of an unquoted .env, with the template of Dahua', () => {
    const file = [
      'DVR_IP=10.0.0.1',
      'DVR_USER=admin',
      'DVR_PASS=p@:/#%&$+ ü',
      'NUM_CHANNELS=1',
      'RTSP_URL_TEMPLATE=rtsp://{user}:{pass}@{ip}:{port}/cam/realmonitor?channel={channel}&subtype=0',
    ].join('\n');

    const url = load({}, file).config.channels[0]?.url;

    expect(url).toBe('rtsp://admin:p%40%3A%2F%23%25%26%24%2B%20%C3%BC@10.0.0.1:554/cam/realmonitor?channel=1&subtype=0');
  });

  test('are those of the DVR, overridden and continued by cameras of their own', () => {
    const { config } = load({
      ...DVR,
      RTSP_SUB_URL_TEMPLATE: 'rtsp://{user}:{pass}@{ip}:{port}/Streaming/Channels/{channel}02',
      CAMERA_1_NAME: 'Gate',
      CAMERA_2_URL: 'rtsp://10.0.0.2/x',
      CAMERA_9_URL: 'rtsp://10.0.0.9/x',
      CAMERA_9_SUB_URL: 'rtsp://10.0.0.9/y#transport=udp',
      CAMERA_9_RECORD: 'false',
    });

    const dvr = 'rtsp://admin:hunter2@10.0.0.1:554/Streaming/Channels';
    expect(config.demo).toBe(false);
    expect(config.channels).toEqual([
      { channel: 1, name: 'Gate', url: `${dvr}/101`, subUrl: `${dvr}/102`, record: true, secrets: ['hunter2', 'admin:hunter2'] },
      { channel: 2, name: 'Camera 2', url: 'rtsp://10.0.0.2/x', subUrl: null, record: true, secrets: [] },
      { channel: 9, name: 'Camera 9', url: 'rtsp://10.0.0.9/x', subUrl: 'rtsp://10.0.0.9/y#transport=udp', record: false, secrets: [] },
    ]);
  });

  test('are only those with a URL when there is no DVR', () => {
    const { config } = load({ CAMERA_3_URL: 'rtsp://10.0.0.3/x', CAMERA_10_URL: 'rtsp://10.0.0.10/x' });

    expect(config.channels.map(({ channel }) => channel)).toEqual([3, 10]);
  });

  test('of an open DVR have no login, of an IPv6 one have brackets', () => {
    const { config } = load({ DVR_IP: 'fe80::1', NUM_CHANNELS: '1' });

    expect(config.channels[0]?.url).toBe('rtsp://[fe80::1]:554/Streaming/Channels/101');
  });

  test('of the demo can be named and not recorded', () => {
    const { config } = load({ CAMERA_2_NAME: 'Pond', CAMERA_2_RECORD: 'off' });

    expect(config).toMatchObject({ demo: true, channels: [{}, { name: 'Pond', record: false }] });
  });
});

describe('a wrong value', () => {
  test.each<[Env, string]>([
    [{ WEB_PORT: 'abc' }, 'WEB_PORT=abc must be a whole number from 1 to 65535 (default: 2126)'],
    [{ WEB_PORT: '0' }, 'WEB_PORT=0 must be a whole number from 1 to 65535 (default: 2126)'],
    [{ WEB_PORT: '2126.5' }, 'WEB_PORT=2126.5 must be a whole number from 1 to 65535 (default: 2126)'],
    [{ NUM_CHANNELS: '-1' }, 'NUM_CHANNELS=-1 must be a whole number from 1 to 256 (default: 8)'],
    [{ SEGMENT_DURATION: '10 min' }, 'SEGMENT_DURATION="10 min" must be a whole number from 1 to 3600 (default: 600)'],
    [
      { MAX_STORAGE_GB: '500GB' },
      'MAX_STORAGE_GB=500GB must be a number from 0.001 to 1000000, without a unit, fractions with a point (default: 500)',
    ],
    [
      { RETENTION_DAYS: '0' },
      'RETENTION_DAYS=0 must be a number from 0.01 to 36500, without a unit, fractions with a point; leave it empty to delete nothing for its age',
    ],
    [{ RECORD_FORMAT: 'avi' }, 'RECORD_FORMAT=avi must be one of mkv, mp4 (default: mkv)'],
    [{ VIDEO_CODEC: 'h264' }, 'VIDEO_CODEC=h264 must be one of copy, libx264, libx265 (default: copy)'],
    [{ YOUTUBE_ROTATION_MINUTES: '720' }, 'YOUTUBE_ROTATION_MINUTES=720 must be a whole number from 1 to 660 (default: 60)'],
    [{ YOUTUBE_ENABLED: 'maybe' }, 'YOUTUBE_ENABLED=maybe must be true or false (default: false)'],
    [{ TZ: 'Mars/Olympus' }, 'TZ=Mars/Olympus must be the name of a time zone, such as Europe/Berlin or UTC'],
    [{ TZ: '+01:00' }, 'TZ=+01:00 must be the name of a time zone, such as Europe/Berlin or UTC'],
    [
      { SECRET_KEY: 'short' },
      'SECRET_KEY must have at least 16 characters: make one with "openssl rand -hex 32", or remove it and one is made and kept in DATA_DIR',
    ],
    [
      { SECRET_KEY: 'change-me-to-a-long-random-string' },
      'SECRET_KEY must not be the placeholder of .env.example: make one with "openssl rand -hex 32", or remove it and one is made and kept in DATA_DIR',
    ],
    [
      { DATABASE_URL: 'mysql://u:p@h/d' },
      'DATABASE_URL must be postgres://user:password@host:5432/database, signs such as @ : / # % in the password percent-encoded',
    ],
    [
      { TRUST_PROXY: 'true' },
      'TRUST_PROXY=true must be a list of the proxies, such as 127.0.0.1,10.0.0.0/8: true or a number of hops would let any client choose the address it seems to come from',
    ],
    [
      { TRUST_PROXY: '1' },
      'TRUST_PROXY=1 must be a list of the proxies, such as 127.0.0.1,10.0.0.0/8: true or a number of hops would let any client choose the address it seems to come from',
    ],
    [
      { TRUST_PROXY: 'loopback' },
      'TRUST_PROXY=loopback must be a list of IP addresses or CIDR ranges, separated by commas, such as 127.0.0.1,10.0.0.0/8',
    ],
    [
      { TRUST_PROXY: '10.0.0.0/33' },
      'TRUST_PROXY=10.0.0.0/33 must be a list of IP addresses or CIDR ranges, separated by commas, such as 127.0.0.1,10.0.0.0/8',
    ],
    [{ TRUST_PROXY: '0.0.0.0/0' }, 'TRUST_PROXY=0.0.0.0/0 must not hold a range that is everybody (/0): name the proxies only'],
    [
      { PUBLIC_URL: 'nvr.example.org' },
      'PUBLIC_URL must be an origin only, such as https://nvr.example.org: http or https, no user, no path',
    ],
    [
      { PUBLIC_URL: 'https://nvr.example.org/nvr' },
      'PUBLIC_URL must be an origin only, such as https://nvr.example.org: http or https, no user, no path',
    ],
    [
      { ALLOWED_HOSTS: 'https://nvr' },
      'ALLOWED_HOSTS=https://nvr must be a list of host names, separated by commas, without https://, port, path or *: such as nvr.example.org,nvr',
    ],
    [
      { WEBRTC_CANDIDATES: '203.0.113.5' },
      'WEBRTC_CANDIDATES=203.0.113.5 must be a list of host:port, separated by commas, such as 203.0.113.5:8555',
    ],
    [
      { GO2RTC_RTSP_LISTEN: 'everywhere' },
      'GO2RTC_RTSP_LISTEN=everywhere must be an IP address of this machine, such as 127.0.0.1, or 0.0.0.0 for all of them (default: 127.0.0.1)',
    ],
    [{ GO2RTC_RTSP_USER: 'a:b' }, 'GO2RTC_RTSP_USER=a:b must be a name of at most 64 letters, digits and . _ @ -'],
    [{ GO2RTC_URL: '127.0.0.1:2127' }, 'GO2RTC_URL must be the address of go2rtc’s API, such as http://127.0.0.1:2127'],
    [
      { YOUTUBE_RTMP_URL: 'https://youtube.com' },
      'YOUTUBE_RTMP_URL must be an address such as rtmps://a.rtmps.youtube.com:443/live2, without the stream key (default: rtmps://a.rtmps.youtube.com:443/live2)',
    ],
    [
      { DVR_IP: 'rtsp://10.0.0.1' },
      'DVR_IP=rtsp://10.0.0.1 must be an IP address or a host name only: no rtsp://, no user, no port (that is DVR_PORT), no path',
    ],
    [
      { user1: 'admin', pass1: '$2b$12$tooshort' },
      'pass1 looks like a hash but is no complete bcrypt hash: make one with "npm run hash-password" and write it in single quotes',
    ],
    [{ CAMERA_3_URL: 'exec:reboot' }, 'CAMERA_3_URL must begin with rtsp:// or rtsps:// (or rtmp://, http://, https://)'],
    [{ CAMERA_3_URL: 'rtsp://h/x', CAMERA_3_RECORD: 'perhaps' }, 'CAMERA_3_RECORD=perhaps must be true or false'],
  ])('%j is told with its remedy', (env, message) => {
    expect(errorsOf(env).join()).toBe(message);
  });

  test('never comes alone: all are told at once, with exit code 78', () => {
    const env = { WEB_PORT: 'x', TZ: 'y', user1: 'admin', YOUTUBE_ENABLED: 'true', GO2RTC_API_PORT: '8555', CAMERA_9_NAME: 'nowhere' };

    expect(() => load(env)).toThrow(expect.objectContaining({ code: 'config-invalid', exitCode: 78, data: { errors: 6 } }));
    const names = errorsOf(env).map((line) => line.split(/[ =]/)[0]);
    expect(names).toEqual(['WEB_PORT', 'TZ', 'CAMERA_9_NAME', 'pass1', 'GO2RTC_WEBRTC_PORT', 'YOUTUBE_STREAM_KEY_1']);
  });

  test('of a secret is never shown, whatever is wrong with it', () => {
    const secret = 'S3cr3t/@ \t#';
    const env = {
      DVR_IP: '10.0.0.1',
      DVR_USER: 'admin',
      DVR_PASS: secret,
      SECRET_KEY: 'S3cr3t/',
      user1: 'a',
      pass1: `$2b$${secret}`,
      DATABASE_URL: `mysql://u:${secret}@h`,
      YOUTUBE_STREAM_KEY_1: secret,
      CAMERA_1_URL: `rtsp://u:${secret}@h`,
      CAMERA_1_SUB_URL: `rtsp://u:${secret}@h`,
      RTSP_URL_TEMPLATE: `rtsp://u:{${secret}}@{ip}`,
      RTSP_SUB_URL_TEMPLATE: `u:${secret}@{ip}`,
      GO2RTC_URL: `ftp://u:${secret}@h`,
      PUBLIC_URL: `ftp://u:${secret}@h`,
      YOUTUBE_RTMP_URL: `ftp://u:${secret}@h`,
    };

    const errors = errorsOf(env);

    expect(errors.length).toBe(Object.keys(env).length - 3);
    expect(errors.join('\n')).not.toContain('S3cr3t');
  });
});

describe('what belongs together', () => {
  test.each<[Env, string]>([
    [{ DVR_USER: 'admin', DVR_PASS: 'x' }, 'DVR_IP is missing: DVR_USER or DVR_PASS is set, so there is a DVR; name its address'],
    [{ DVR_IP: '10.0.0.1', DVR_PASS: 'x' }, 'DVR_USER is missing: DVR_PASS is set'],
    [{ user1: 'admin' }, 'pass1 is missing: user1 is set; give it a password'],
    [{ pass2: HASH }, 'user2 is missing: pass2 is set; name its user, or remove pass2'],
    [{ user1: 'admin', pass1: HASH, user2: 'admin', pass2: HASH }, 'user2=admin has the name of another user: choose another one'],
    [{ GO2RTC_RTSP_PORT: '2126' }, 'GO2RTC_RTSP_PORT=2126 is also WEB_PORT: give each its own port'],
    [
      { GO2RTC_RTSP_LISTEN: '0.0.0.0', GO2RTC_RTSP_PASS: 'ten-letters' },
      'GO2RTC_RTSP_USER is missing: GO2RTC_RTSP_LISTEN=0.0.0.0 shows the cameras to the network; choose a name',
    ],
    [
      { GO2RTC_RTSP_LISTEN: '::', GO2RTC_RTSP_USER: 'relay', GO2RTC_RTSP_PASS: 'too-short' },
      'GO2RTC_RTSP_PASS must have 10 characters or more: GO2RTC_RTSP_LISTEN=:: shows the cameras to the network',
    ],
    [{ YOUTUBE_ENABLED: 'true' }, 'YOUTUBE_STREAM_KEY_1 is missing: YOUTUBE_ENABLED is true; copy the key from YouTube Studio'],
    [
      { YOUTUBE_ENABLED: 'true', YOUTUBE_STREAM_KEY_1: 'same', YOUTUBE_STREAM_KEY_2: 'same' },
      'YOUTUBE_STREAM_KEY_2 is the same as YOUTUBE_STREAM_KEY_1: rotation needs two keys; make a second one, or remove it',
    ],
    [{ YOUTUBE_ENABLED: 'true', YOUTUBE_STREAM_KEY_1: 'k', YOUTUBE_CHANNEL: '7' }, 'YOUTUBE_CHANNEL=7 is no channel: there is 1, 2'],
    [{ CAMERA_1_SUB_URL: 'rtsp://h/y' }, 'CAMERA_1_SUB_URL belongs to no channel: set CAMERA_1_URL'],
    [{ ...DVR, CAMERA_9_NAME: 'x' }, 'CAMERA_9_NAME belongs to no channel: set CAMERA_9_URL, or NUM_CHANNELS to 9 or more'],
    [
      { ...DVR, RTSP_URL_TEMPLATE: 'rtsp://{user}:{pass}@{ip}:{port}/one' },
      'RTSP_URL_TEMPLATE lacks {channel}: all 2 channels would be the same stream; add it, or set NUM_CHANNELS=1',
    ],
    [
      { ...DVR, RTSP_URL_TEMPLATE: 'rtsp://10.0.0.1/{channel}?u={user}&p={pass}' },
      'RTSP_URL_TEMPLATE lacks {ip}: DVR_IP would have no effect',
    ],
    [
      { ...DVR, DVR_PORT: '8554', RTSP_URL_TEMPLATE: 'rtsp://{user}:{pass}@{ip}/{channel}' },
      'RTSP_URL_TEMPLATE lacks {port}: DVR_PORT=8554 would have no effect',
    ],
    [
      { ...DVR, RTSP_SUB_URL_TEMPLATE: 'rtsp://{user}@{ip}/{channel}' },
      'RTSP_SUB_URL_TEMPLATE lacks {pass}: DVR_PASS would have no effect',
    ],
    [
      { RTSP_URL_TEMPLATE: 'rtsp://{ip}/{chanel}' },
      'RTSP_URL_TEMPLATE has the unknown placeholder {chanel}: known are {user} {pass} {ip} {port} {channel} (default: rtsp://{user}:{pass}@{ip}:{port}/Streaming/Channels/{channel}01)',
    ],
  ])('%j is told', (env, message) => {
    expect(errorsOf(env)).toEqual([message]);
  });

  test('is not asked for again when the value itself is wrong', () => {
    expect(errorsOf({ ...DVR, DVR_IP: 'a b', CAMERA_2_NAME: 'x', YOUTUBE_ENABLED: 'true', YOUTUBE_STREAM_KEY_1: 'a\tb' })).toHaveLength(2);
  });

  test.each<[Env, string]>([
    [{ user1: 'admin', pass1: 'plain' }, 'pass1 is plain text: "npm run hash-password" makes a hash to put in its place'],
    [{ DVR_IP: '10.0.0.1', DVR_USER: 'admin' }, 'DVR_PASS is not set: the DVR is asked with an empty password'],
    [
      { PUBLIC_URL: 'https://nvr.example.org' },
      'TRUST_PROXY is not set although PUBLIC_URL is https: all clients seem to come from the reverse proxy and share one login limit',
    ],
    [
      { RECORD_FORMAT: 'mp4', VIDEO_CODEC: 'libx264' },
      'VIDEO_CODEC=libx264 has no effect with RECORD_FORMAT=mp4, which is never converted',
    ],
    [
      { CAMERA_1_URL: 'rtsp://h/x', CAMERA_2_URL: 'rtsp://h/x' },
      'channel 2 has the same URL as channel 1: the camera is asked for this stream twice',
    ],
  ])('%j is warned about', (env, message) => {
    expect(warningsOf(env)).toEqual([message]);
  });
});

describe('an unknown name', () => {
  test.each([
    ['WEB_PROT', 'WEB_PORT'],
    ['WEBPORT', 'WEB_PORT'],
    ['DVR_PASSWORD', 'DVR_PASS'],
    ['RETENTION', 'RETENTION_DAYS'],
    ['USER1', 'user1'],
    ['CAMERA_0_URL', 'CAMERA_1_URL'],
    ['CAMERA_03_NAME', 'CAMERA_3_NAME'],
    ['CAMERA12_URL', 'CAMERA_12_URL'],
    ['YOUTUBE_STREAM_KEY_3', 'YOUTUBE_STREAM_KEY_1'],
    ['SECRETKEY_FILE', 'SECRET_KEY_FILE'],
  ])('%s in .env is taken for a misspelt %s', (name, likely) => {
    expect(errorsOf({}, `${name}=1`)).toEqual([`${name} is unknown; did you mean ${likely}?`]);
  });

  test('in .env that is like none of ours only warns', () => {
    expect(warningsOf({}, 'FOO=1\nWEB_HOST=::\nCOMPOSE_PROJECT_NAME=x\nPUID=1000')).toEqual([
      'FOO is unknown and has no effect',
      'WEB_HOST is unknown and has no effect; perhaps WEB_PORT is meant',
    ]);
  });

  test('in the environment is told only when it looks like ours', () => {
    const env = {
      RETENTION_DAY: '7',
      YOUTUBE_ENABLE: '1',
      PATH: '/bin',
      USER: 'root',
      WEB_HOST: 'x',
      GO2RTC_SERVICE_HOST: '1',
      CAMERA_MODEL: 'x',
      LOG_FILES: 'x',
      TZDIR: 'x',
    };

    expect(errorsOf(env)).toEqual([
      'RETENTION_DAY is unknown; did you mean RETENTION_DAYS?',
      'YOUTUBE_ENABLE is unknown; did you mean YOUTUBE_ENABLED?',
    ]);
  });
});

describe('sources', () => {
  test('the environment wins over .env, and empty counts as unset in both', () => {
    const { config } = load({ WEB_PORT: '3000', LOG_LEVEL: '', DVR_IP: '' }, 'WEB_PORT=4000\nLOG_LEVEL=warn\nDVR_IP=\n');

    expect(config).toMatchObject({ server: { port: 3000 }, log: { level: 'warn' }, demo: true });
  });

  test('the last of two lines counts, with a warning', () => {
    const { config, warnings } = load({}, 'WEB_PORT=3000\nWEB_PORT=4000');

    expect(config.server.port).toBe(4000);
    expect(warnings).toEqual(['WEB_PORT stands in .env twice (lines 1 and 2): the last one counts']);
  });

  test('a $ without single quotes is warned about, because Docker Compose reads it otherwise', () => {
    expect(warningsOf({}, `user1=a\npass1=${HASH}`)).toEqual([
      'pass1 holds a $ in .env: write the value in single quotes, or Docker Compose takes what follows for a variable',
    ]);
    expect(warningsOf({}, `user1=a\npass1='${HASH}'`)).toEqual([]);
  });

  test('an unreadable line of .env is an error', () => {
    expect(errorsOf({}, 'WEB_PORT="2126')).toEqual(['.env line 1 has a " that is not closed: end the value with "']);
  });

  test('a secret comes from a file, without its last line break', () => {
    const env = {
      ...DVR,
      DVR_PASS: '',
      DVR_PASS_FILE: '/run/dvr',
      SECRET_KEY_FILE: '/run/key',
      user1: 'a',
      pass1_FILE: '/run/pass',
      CAMERA_9_URL_FILE: '/run/cam',
    };
    const files = {
      '/run/dvr': 'from a file \n',
      '/run/key': '0123456789abcdef\r\n',
      '/run/pass': HASH,
      '/run/cam': 'rtsp://u:p%40@h/x\n',
    };

    const { config } = load(env, null, files);

    expect(config.channels[0]?.url).toContain('admin:from%20a%20file%20@');
    expect(config.channels.at(-1)?.url).toBe('rtsp://u:p%40@h/x');
    expect(config.auth).toEqual({ secretKey: '0123456789abcdef', users: [{ name: 'a', password: HASH }] });
  });

  test.each<[Env, Env, string]>([
    [{ DVR_PASS_FILE: '/nowhere' }, {}, 'DVR_PASS_FILE=/nowhere cannot be read (ENOENT): name a file that Mini-NVR may read'],
    [{ SECRET_KEY_FILE: '/empty' }, { '/empty': '\n' }, 'SECRET_KEY_FILE=/empty names an empty file: write the secret into it'],
    [
      { SECRET_KEY_FILE: '/key', SECRET_KEY: '0123456789abcdef' },
      { '/key': 'x' },
      'SECRET_KEY is set twice, also by SECRET_KEY_FILE: keep one of them',
    ],
    [
      { SECRET_KEY_FILE: '/key' },
      { '/key': 'short' },
      'SECRET_KEY must have at least 16 characters: make one with "openssl rand -hex 32", or remove it and one is made and kept in DATA_DIR',
    ],
  ])('%j is told', (env, files, message) => {
    expect(errorsOf(env, null, files)).toEqual([message]);
  });
});

describe('secrets', () => {
  test('are all known to a redactor, plain and encoded', () => {
    const canary = 'c@n:a/r#y%41 ü&$+';
    const { config } = load({
      ...DVR,
      DVR_PASS: canary,
      CAMERA_9_URL: 'rtsp://u:other-p@ss@h/x',
      user1: 'a',
      pass1: 'plain text password',
      YOUTUBE_STREAM_KEY_1: 'abcd-1234',
    });

    const text = new Redactor(config.secrets).text(
      [canary, ...config.channels.map(({ url }) => url), 'plain text password', 'key abcd-1234', 'other-p@ss'].join(' | '),
    );

    for (const word of ['c@n', 'c%40n', 'other-p', 'plain text', 'abcd']) expect(text).not.toContain(word);
  });
});
