import { describe, expect, test } from 'vitest';
import { Redactor } from './redact.ts';

const CANARIES = [
  'canary-at@sign',
  'canary:colon',
  'canary/slash',
  'canary#hash',
  'canary%percent',
  'canary%41escape',
  'canary with space',
  'canary"double\'single',
  'canary\\backslash',
  'canary-ünïcode-鍵-🔑',
  'canary&$+,;=?!*()',
  '<canary>{`|^}',
];

const SPELLINGS: Readonly<Record<string, (secret: string) => string>> = {
  plain: (secret) => secret,
  encodeURIComponent: encodeURIComponent,
  encodeURI: encodeURI,
  'lower-case percent': (secret) => encodeURIComponent(secret).replace(/%../g, (hex) => hex.toLowerCase()),
  form: (secret) => new URLSearchParams({ secret }).toString(),
  'twice percent': (secret) => encodeURIComponent(encodeURIComponent(secret)),
  // Go leaves some signs in userinfo alone and encodes others that JavaScript leaves alone
  'Go userinfo': (secret) =>
    encodeURIComponent(secret)
      .replace(/%(24|26|2B|2C|3B|3D)/g, (hex) => decodeURIComponent(hex))
      .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`),
  JSON: (secret) => JSON.stringify({ secret }),
  'JSON in JSON': (secret) => JSON.stringify(JSON.stringify({ secret })),
  'ASCII JSON': (secret) =>
    JSON.stringify(secret).replace(/[^\x20-\x7e]|[&<>]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`),
  HTML: (secret) =>
    secret.replace(/[&<>"']/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? `&#${sign.charCodeAt(0)};`),
  'Basic authorization': (secret) => Buffer.from(secret).toString('base64'),
};

describe('known secrets', () => {
  const redactor = new Redactor(CANARIES);

  test.each(Object.keys(SPELLINGS))('are struck out when written as %s', (name) => {
    for (const secret of CANARIES) {
      const written = SPELLINGS[name]?.(secret) ?? '';

      const text = redactor.text(`before ${written} after`);

      expect(text, secret).not.toContain('canary');
      expect(text, secret).not.toContain('Y2FuYXJ5');
      expect(text, secret).toMatch(/^before .*\*\*\*.* after$/);
    }
  });

  test('leave the rest of the text alone', () => {
    expect(redactor.text('the camera at 10.0.0.9 does not answer')).toBe('the camera at 10.0.0.9 does not answer');
    expect(new Redactor(['abc']).text('abc')).toBe('abc');
  });

  test('are struck out longest first', () => {
    expect(new Redactor(['admin', 'admin:hunter2']).text('admin:hunter2')).toBe('***');
  });
});

describe('patterns', () => {
  test.each([
    ['rtsp://admin:hunter2@10.0.0.9/x', 'rtsp://admin:***@10.0.0.9/x'],
    ['rtsp://admin:hun@ter/2@10.0.0.9:554/x', 'rtsp://admin:***@10.0.0.9:554/x'],
    ['rtsp://admin:hu:nter2@10.0.0.9', 'rtsp://admin:***@10.0.0.9'],
    ['postgres://:hunter2@db/nvr', 'postgres://:***@db/nvr'],
    ['http://cam/snap?user=a&password=hunter2&x=1', 'http://cam/snap?user=a&password=***&x=1'],
    ['{"url":"http://cam/?user=a\\u0026pwd=hunter2"}', '{"url":"http://cam/?user=a\\u0026pwd=***"}'],
    ['rtsp://cam/user=admin_password=hunter2_channel=1', 'rtsp://cam/user=admin_password=***_channel=1'],
    ['Authorization: Basic aHVudGVyMg==', 'Authorization: ***'],
    ['Authorization: Digest username="a", response="hunter2"', 'Authorization: ***'],
    ['WWW-Authenticate: Digest realm="x", nonce="hunter2"', 'WWW-Authenticate: Digest realm="x", nonce="***"'],
    ['{"headers":{"authorization":"Basic aHVudGVyMg=="}}', '{"headers":{"authorization":***'],
    ['Cookie: sid=hunter2; csrf_token=hunter2', 'Cookie: ***'],
    ['Set-Cookie: sid=hunter2; Path=/\r\nVary: x', 'Set-Cookie: ***\r\nVary: x'],
    ['X-CSRF-Token: hunter2', 'X-CSRF-Token: ***'],
    ['<wsse:Password Type="x">hunter2</wsse:Password>', '<wsse:Password Type="x">***</wsse:Password>'],
    ['rtmps://a.rtmps.youtube.com:443/live2/hunter2', 'rtmps://a.rtmps.youtube.com:443/live2/***'],
  ])('strike out what looks like a credential: %s', (before, after) => {
    expect(new Redactor().text(before)).toBe(after);
  });

  test.each(['rtsp://10.0.0.9:554/x', 'http://127.0.0.1:2127/api/streams', 'segment ch1/2026-11-22/101500+0100.mp4 is closed'])(
    'leave %s alone',
    (text) => {
      expect(new Redactor().text(text)).toBe(text);
    },
  );

  test.each(['a://', ':', 'a.', '\\', 'cookie ', 'rtmp://', '<a:', '%25', 'a://:'])('stay fast on 128 kB of "%s"', (piece) => {
    const redactor = new Redactor(CANARIES);
    const hostile = `a://@${piece.repeat(131_072 / piece.length)}`;
    const before = performance.now();

    redactor.text(hostile);

    expect(performance.now() - before).toBeLessThan(1000);
  });
});

describe('json', () => {
  const redactor = new Redactor(['123456', ...CANARIES]);

  test('stays JSON, also with secrets in numbers, names and nested texts', () => {
    const line = JSON.stringify({ level: 30, bytes: 1_234_567, 'canary:colon': [1, true, null, { text: 'pin 123456' }], msg: 'Cookie: a' });

    expect(JSON.parse(redactor.json(line))).toEqual({
      level: 30,
      bytes: '***',
      '***': [1, true, null, { text: 'pin ***' }],
      msg: 'Cookie: ***',
    });
  });

  test('strikes out fields that are credentials by their name', () => {
    const line = JSON.stringify({
      password: 'x',
      'set-cookie': ['sid=1'],
      csrf_token: 'x',
      streamKey: 'x',
      hasPassword: true,
      token: null,
      key: 'kept',
    });

    expect(JSON.parse(redactor.json(line))).toEqual({
      password: '***',
      'set-cookie': '***',
      csrf_token: '***',
      streamKey: '***',
      hasPassword: true,
      token: null,
      key: 'kept',
    });
  });

  test('reads what is no JSON as text', () => {
    expect(redactor.json('pin 123456')).toBe('pin ***');
  });
});
