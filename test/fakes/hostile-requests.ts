import type { Question } from './visitor.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'] as const;
const PATHS = [
  '/',
  '/api/login',
  '/api/logout',
  '/api/me',
  '/api/config',
  '/api/storage',
  '/api/live',
  '/api/dates',
  '/api/recording',
  '/api/timeline',
];
const MORE_PATHS = [
  '/api/events',
  '/api/sessions',
  '/api/protections',
  '/api/channel/1/recordings',
  '/api/channel/1/live',
  '/api/channel/1/whep',
  '/recordings/',
  '/api/channel/1/playlist.m3u8',
  '/api/channel/1/thumbnail.jpg',
  '/api/channel/1/sprites.jpg',
  '/api/playback/init/',
  '/api/exports',
];
/** Pieces of paths that nobody means well by. */
export const PIECES = [
  '..',
  '%2e%2e',
  '%252e',
  '..%2f',
  '..%5c',
  '\\',
  '//',
  '%00',
  '%zz',
  '%ff',
  '%c0%ae',
  'ch1/2026-11-22/101500+0100.mp4',
  'x'.repeat(3000),
  '*',
  ':ch',
  '__proto__',
  '{}',
  '%0d%0aSet-Cookie:x=1',
  '１',
];
/** Values that fit no parameter, or nearly. */
export const VALUES = [
  '',
  '1',
  '-1',
  '1e9',
  '0x1',
  'NaN',
  '2026-11-22',
  '2026-02-30',
  '2026-11-22T10:00:00Z',
  '9'.repeat(40),
  '../..',
  "' OR 1=1 --",
  '<script>',
  '%00',
  '[]',
  '{"a":1}',
  'ch1/2026-11-22/101500%2B0100.mp4',
];
const KEYS = [
  'path',
  'path[]',
  'channel',
  'date',
  'from',
  'to',
  'limit',
  'before',
  'kind',
  'download',
  'stream',
  '__proto__',
  'constructor[prototype][x]',
  'src',
  'at',
  'copy',
  'activity',
];
const BODIES = [
  '',
  '{',
  '[]',
  'null',
  '{}',
  '{"username":"anna","password":{"$ne":1}}',
  '{"__proto__":{"a":1}}',
  '{"username":["a"],"password":1}',
  '[[[[[[[[[]]]]]]]]]',
  'a=b',
  '<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
  'v=0',
  '\u0000',
];
const TYPES = [
  'application/json',
  'text/plain',
  'application/sdp',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/json; charset=utf-16',
  'x',
  '',
];
const HEADERS: readonly (readonly [string, string])[] = [
  ['origin', 'https://evil.example'],
  ['origin', 'null'],
  ['host', 'evil.example'],
  ['host', 'localhost:x'],
  ['x-forwarded-for', '6.6.6.6'],
  ['x-forwarded-host', 'evil.example'],
  ['x-http-method-override', 'DELETE'],
  ['range', 'bytes=0-0,1-1'],
  ['range', 'bytes=-99999999999999999999'],
  ['cookie', 'sid=%00; sid=x; __proto__=1'],
  ['cookie', 'sid=%zz'],
  ['authorization', 'Basic YTpi'],
  ['x-csrf-token', 'x'],
  ['accept', 'text/html;q=x, */*'],
  ['if-none-match', '*'],
  ['expect', '100-continue'],
  ['content-encoding', 'gzip'],
  ['sec-fetch-site', 'cross-site'],
  ['accept-encoding', '\t'],
];

/** Requests that nobody means well by; the same for the same seed. */
export function* hostileRequests(count: number, seed: number): Generator<{ path: string } & Question> {
  const random = generator(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  for (let index = 0; index < count; index++) {
    const method = pick(METHODS);
    const tail = random() < 0.4 ? `/${pick(PIECES)}${random() < 0.5 ? `/${pick(PIECES)}` : ''}` : '';
    const query = random() < 0.6 ? `?${pick(KEYS)}=${pick(VALUES)}${random() < 0.5 ? `&${pick(KEYS)}=${pick(VALUES)}` : ''}` : '';
    const headers = Object.fromEntries([...(random() < 0.5 ? [pick(HEADERS)] : []), ...(random() < 0.3 ? [pick(HEADERS)] : [])]);
    const hasBody = !['GET', 'HEAD', 'TRACE'].includes(method) && random() < 0.7;
    yield {
      method,
      path: encodeURI(pick([...PATHS, ...MORE_PATHS]) + tail + query).replaceAll('%25', '%'),
      headers: { ...headers, ...(hasBody && { 'content-type': pick(TYPES) }) },
      ...(hasBody && { body: pick(BODIES) }),
    };
  }
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
